using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Numa;

namespace Rebalancer.Tests.Numa;

public sealed class GuestConstraintsTests
{
    // Extra specs and image properties as "key=value;...", image properties begin with hw_ or trait:.
    [Theory]
    [InlineData("hw:cpu_policy=pinned", "InvalidCPUAllocationPolicy")]
    [InlineData("hw_cpu_policy=pinned", "InvalidCPUAllocationPolicy")]
    [InlineData("hw:cpu_policy=shared;hw_cpu_policy=mixed", "ImageCPUPinningForbidden")]
    [InlineData("hw:cpu_policy=mixed;hw_cpu_policy=dedicated;hw:cpu_dedicated_mask=0", "ImageCPUPinningForbidden")]
    [InlineData("hw:cpu_policy=dedicated;hw:cpu_thread_policy=maybe", "InvalidCPUThreadAllocationPolicy")]
    [InlineData("hw:cpu_policy=dedicated;hw:cpu_thread_policy=isolate;hw_cpu_thread_policy=require", "ImageCPUThreadPolicyForbidden")]
    [InlineData("hw:cpu_policy=dedicated;hw:cpu_thread_policy=", "ValueError")]
    [InlineData("hw:numa_nodes=1;hw:cpu_thread_policy=", "ValueError")]
    [InlineData("hw:cpu_thread_policy=;hw_cpu_thread_policy=isolate", "ImageCPUThreadPolicyForbidden")]
    [InlineData("hw:cpu_thread_policy=isolate", "CPUThreadPolicyConfigurationInvalid")]
    [InlineData("hw:cpu_policy=shared;trait:HW_CPU_HYPERTHREADING=forbidden", "CPUThreadPolicyConfigurationInvalid")]
    [InlineData("hw:cpu_policy=dedicated;hw:cpu_thread_policy=prefer;trait:HW_CPU_HYPERTHREADING=required", "InvalidRequest")]
    [InlineData("hw:cpu_policy=dedicated;hw:cpu_thread_policy=prefer;image.trait:HW_CPU_HYPERTHREADING=required", "InvalidRequest")]
    [InlineData("hw:cpu_policy=dedicated;resources:PCPU=4", "InvalidRequest")]
    [InlineData("resources:VCPU=2;resources1:PCPU=2", "InvalidRequest")]
    [InlineData("resources:PCPU=3", "InvalidRequest")]
    [InlineData("resources:PCPU=4;hw:emulator_threads_policy=isolate", "InvalidRequest")]
    [InlineData("hw:emulator_threads_policy=isolate", "BadRequirementEmulatorThreadsPolicy")]
    [InlineData("hw:emulator_threads_policy=alone", "InvalidEmulatorThreadsPolicy")]
    [InlineData("hw:cpu_realtime=yes;hw:cpu_realtime_mask=^0-3", "RealtimeMaskNotFoundOrInvalid")]
    [InlineData("hw:cpu_realtime=yes;hw:cpu_policy=dedicated", "RealtimeMaskNotFoundOrInvalid")]
    [InlineData("hw:cpu_realtime=yes;hw:cpu_policy=dedicated;hw:cpu_realtime_mask=2-5", "RealtimeMaskNotFoundOrInvalid")]
    [InlineData("hw:cpu_realtime=yes;hw:cpu_realtime_mask=^0", "RealtimeConfigurationInvalid")]
    [InlineData("hw:cpu_realtime=yes;hw:cpu_realtime_mask=x", "Invalid")]
    [InlineData("hw:cpu_dedicated_mask=0", "RequiredMixedInstancePolicy")]
    [InlineData("hw:cpu_policy=dedicated;hw:cpu_dedicated_mask=0", "RequiredMixedInstancePolicy")]
    [InlineData("hw:cpu_policy=mixed", "RequiredMixedOrRealtimeCPUMask")]
    [InlineData("hw:cpu_policy=mixed;hw:cpu_dedicated_mask=0-3", "InvalidMixedInstanceDedicatedMask")]
    [InlineData("hw:cpu_policy=mixed;hw:cpu_dedicated_mask=^0-3", "InvalidMixedInstanceDedicatedMask")]
    [InlineData("hw:cpu_policy=mixed;hw:cpu_dedicated_mask=3-4", "InvalidMixedInstanceDedicatedMask")]
    [InlineData("hw:numa_nodes=0", "InvalidNUMANodesNumber")]
    [InlineData("hw:numa_nodes=two", "InvalidNUMANodesNumber")]
    [InlineData("hw:numa_nodes=02", "InvalidNUMANodesNumber")]
    [InlineData("hw:numa_nodes=2;hw_numa_nodes=2", "ImageNUMATopologyForbidden")]
    [InlineData("hw:numa_nodes=3", "ImageNUMATopologyAsymmetric")]
    [InlineData("hw:numa_nodes=2;hw:numa_cpus.0=0-1;hw:numa_cpus.1=2-3", "ImageNUMATopologyIncomplete")]
    [InlineData("hw:numa_nodes=2;hw:numa_cpus.0=0-3;hw:numa_mem.0=2048", "ImageNUMATopologyIncomplete")]
    [InlineData("hw:numa_nodes=1;hw:numa_cpus.0=0-3;hw_numa_cpus.0=0-3;hw:numa_mem.0=2048", "ImageNUMATopologyForbidden")]
    [InlineData("hw:numa_nodes=2;hw:numa_cpus.0=0-3;hw:numa_mem.0=1024;hw:numa_cpus.1=4;hw:numa_mem.1=1024", "ImageNUMATopologyCPUOutOfRange")]
    [InlineData("hw:numa_nodes=2;hw:numa_cpus.0=0-2;hw:numa_mem.0=1024;hw:numa_cpus.1=2-3;hw:numa_mem.1=1024", "ImageNUMATopologyCPUDuplicates")]
    [InlineData("hw:numa_nodes=2;hw:numa_cpus.0=0-1;hw:numa_mem.0=1024;hw:numa_cpus.1=2;hw:numa_mem.1=1024", "ImageNUMATopologyCPUsUnassigned")]
    [InlineData("hw:numa_nodes=1;hw:numa_cpus.0=0-3;hw:numa_mem.0=2000", "ImageNUMATopologyMemoryOutOfRange")]
    [InlineData("hw:mem_page_size=huge", "MemoryPageSizeInvalid")]
    [InlineData("hw_mem_page_size=large", "MemoryPageSizeForbidden")]
    [InlineData("hw:mem_page_size=2048;hw_mem_page_size=2048", "MemoryPageSizeForbidden")]
    [InlineData("hw:mem_page_size=small;hw_mem_page_size=4", "MemoryPageSizeForbidden")]
    [InlineData("hw:locked_memory=true", "LockMemoryForbidden")]
    [InlineData("hw:mem_page_size=4;hw:locked_memory=true;hw_locked_memory=false", "FlavorImageLockedMemoryConflict")]
    public void A_contradiction_has_Nova_s_name(string specs, string error)
    {
        GuestConstraintsResult result = Read(specs);
        Assert.Equal(error, result.Error);
        Assert.Null(result.Topology);
    }

    [Theory]
    [InlineData("hw:cpu_thread_policy=")]
    [InlineData("hw:cpu_policy=")]
    [InlineData("")]
    [InlineData("hw:cpu_policy=shared")]
    [InlineData("resources:VCPU=4")]
    [InlineData("hw:mem_page_size=0")]
    [InlineData("hw:pmem= ,")]
    [InlineData("hw:cpu_max_sockets=1")]
    public void A_guest_that_asks_for_nothing_of_the_kind_floats(string specs) => Assert.Equal(new GuestConstraintsResult(null, null), Read(specs));

    [Theory]
    [InlineData("hw:mem_page_size=small", -1L)]
    [InlineData("hw:mem_page_size=large", -2L)]
    [InlineData("hw:mem_page_size=any", -3L)]
    [InlineData("hw:mem_page_size=2MB", 2048L)]
    [InlineData("hw:mem_page_size=1GB", 1048576L)]
    [InlineData("hw:mem_page_size=2MiB", 2048L)]
    [InlineData("hw:mem_page_size=16Mb", 2048L)]
    [InlineData("hw:mem_page_size=any;hw_mem_page_size=2048", 2048L)]
    [InlineData("hw:mem_page_size=large;hw_mem_page_size=1GB", 1048576L)]
    [InlineData("hw:numa_nodes=1", null)]
    [InlineData("hw:pmem=6GB", null)]
    public void Page_sizes_are_read_as_Nova_writes_them(string specs, long? pageSize) =>
        Assert.Equal(pageSize, Assert.Single(Topology(specs).Cells).PageSize);

    [Theory]
    [InlineData("resources:PCPU=4", CpuAllocationPolicy.Dedicated, null)]
    [InlineData("resources:PCPU=4;trait:HW_CPU_HYPERTHREADING=forbidden", CpuAllocationPolicy.Dedicated, CpuThreadPolicy.Isolate)]
    [InlineData("hw_cpu_policy=dedicated;image.trait:HW_CPU_HYPERTHREADING=required", CpuAllocationPolicy.Dedicated, CpuThreadPolicy.Require)]
    [InlineData("hw:cpu_policy=dedicated;hw:cpu_thread_policy=prefer;hw_cpu_thread_policy=isolate", CpuAllocationPolicy.Dedicated, CpuThreadPolicy.Prefer)]
    [InlineData("hw:cpu_policy=dedicated;hw_cpu_policy=shared", CpuAllocationPolicy.Dedicated, null)]
    [InlineData("resources:VCPU=4;hw:numa_nodes=2", CpuAllocationPolicy.Shared, null)]
    public void Policies_come_from_flavor_image_resources_and_traits(string specs, CpuAllocationPolicy policy, CpuThreadPolicy? threads) =>
        Assert.All(Topology(specs).Cells, cell => Assert.Equal((policy, threads), (cell.CpuPolicy, cell.ThreadPolicy)));

    [Fact]
    public void A_realtime_mask_of_a_mixed_guest_names_its_dedicated_CPUs()
    {
        GuestCell cell = Assert.Single(Topology("hw:cpu_policy=mixed;hw:cpu_realtime=true;hw:cpu_realtime_mask=1;hw_cpu_realtime_mask=^0").Cells);
        Assert.Equal(CpuSet.Of(1, 2, 3), cell.DedicatedVcpus);
        Assert.Equal(CpuSet.Of(0), cell.SharedVcpus);
    }

    [Fact]
    public void Cells_listed_by_the_image_are_taken_in_order()
    {
        GuestTopology topology = Topology("hw_numa_nodes=2;hw_numa_cpus.0=3;hw_numa_mem.0=48;hw_numa_cpus.1=0-2;hw_numa_mem.1=2000");
        Assert.Equal(["3", "0-2"], topology.Cells.Select(cell => cell.SharedVcpus.ToString()));
        Assert.Equal([48L, 2000L], topology.Cells.Select(cell => cell.MemoryMiB));
        Assert.Equal([0, 1], topology.Cells.Select(cell => cell.Id));
    }

    private static GuestTopology Topology(string specs)
    {
        GuestConstraintsResult result = Read(specs);
        Assert.Null(result.Error);
        Assert.NotNull(result.Topology);
        return result.Topology;
    }

    private static GuestConstraintsResult Read(string specs)
    {
        var pairs = specs.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2))
            .ToLookup(pair => pair[0].StartsWith("hw_", StringComparison.Ordinal) || pair[0].StartsWith("image.", StringComparison.Ordinal));
        Flavor flavor = new()
        {
            Name = "test",
            Vcpus = 4,
            MemoryMiB = 2048,
            ExtraSpecs = pairs[false].ToImmutableSortedDictionary(pair => pair[0], pair => pair[1]),
        };
        return GuestConstraints.Of(flavor, pairs[true].ToImmutableSortedDictionary(
            pair => pair[0].Replace("image.", "", StringComparison.Ordinal), pair => pair[1]));
    }
}
