using Rebalancer.Model;
using Rebalancer.Numa;

namespace Rebalancer.OpenStack.Tests;

public class RecordedNumaCloudTests
{
    private static readonly Cluster Cloud = Fixture.Numa;

    [Fact]
    public void The_recorded_NUMA_cloud_has_8_hosts_and_37_instances()
    {
        Assert.Equal((8, 37, 4, 4), (Cloud.Hosts.Length, Cloud.Instances.Length, Cloud.ServerGroups.Length, Cloud.Aggregates.Length));
    }

    [Fact]
    public void An_instance_in_VERIFY_RESIZE_holds_both_hosts()
    {
        Instance smt = Cloud.Instance("smt-2");
        Assert.Equal(VmState.Resized, smt.VmState);
        Assert.Equal("compute5", smt.Host.Value);
        MoveInFlight move = Assert.Single(Cloud.MovesInFlight);
        Assert.True(move.AwaitsConfirm);
        Assert.Equal((smt.Id, InFlightKind.Cold, "finished"), (move.Instance, move.Kind, move.Status));
        Assert.Equal(("compute1", "compute5"), (move.Source.Value, move.Destination!.Value.Value));
        Assert.Equal((4, 4096, 20), Amounts(move.OtherAllocations));
        Assert.Equal((4, 4096, 20), Amounts(smt.Allocations));
    }

    [Fact]
    public void The_pins_it_keeps_on_the_host_it_left_are_given()
    {
        PlacedCell kept = Assert.Single(Cloud.MovesInFlight[0].OtherPlacement.Value.Cells);
        Assert.Equal(1, kept.HostCell);
        Assert.Equal([(0, 12), (1, 28), (2, 29), (3, 13)], kept.Pinning.Select(pair => (pair.Key, pair.Value)));
    }

    [Theory]
    [InlineData("gpu-1", 1, "0:6,1:22,2:7,3:23", null)]
    [InlineData("smt-2", 3, "0:29,1:13,2:14,3:30", null)]
    [InlineData("mixed-1", 0, "2:5,3:21", null)]
    [InlineData("hugelarge-1", 1, "", 1048576L)]
    [InlineData("hugeany", 0, "", 4L)]
    public void Guest_cells_carry_host_cell_pins_and_page_size(string name, int hostCell, string pins, long? pageSizeKiB)
    {
        PlacedCell cell = Assert.Single(Cloud.Instance(name).Placement.Value.Cells);
        Assert.Equal(hostCell, cell.HostCell);
        Assert.Equal(pins, string.Join(',', cell.Pinning.Select(pair => $"{pair.Key}:{pair.Value}")));
        Assert.Equal(pageSizeKiB, cell.PageSizeKiB);
    }

    [Fact]
    public void Uneven_guest_cells_keep_their_order()
    {
        var cells = Cloud.Instance("uneven").Placement.Value.Cells;
        Assert.Equal([(0, 2), (1, 4)], cells.Select(cell => (cell.HostCell, cell.Pinning.Count)));
        Assert.All(cells, cell => Assert.Equal(2048, cell.PageSizeKiB));
    }

    [Fact]
    public void Every_pin_lies_in_a_dedicated_CPU_of_its_host_cell_and_no_two_instances_share_one()
    {
        foreach (Host host in Cloud.Hosts)
        {
            NumaHost numa = NumaHost.Of(host.Topology.Value, host.CpuSharedSet.Value, host.CpuDedicatedSet.Value);
            var placed = Cloud.Instances.Where(instance => instance.Host == host.Name).SelectMany(instance => instance.Placement.Value.Cells)
                .Concat(Cloud.MovesInFlight.Where(move => move.Source == host.Name).SelectMany(move => move.OtherPlacement.Value.Cells))
                .ToList();
            Assert.All(placed, cell => Assert.True(CpuSet.Of(cell.Pinning.Values).IsSubsetOf(numa.Cells.Single(at => at.Id == cell.HostCell).DedicatedCpus)));
            var pins = placed.SelectMany(cell => cell.Pinning.Values).ToList();
            Assert.Equal(pins.Count, pins.Distinct().Count());
        }
    }

    [Fact]
    public void Given_cells_and_sets_agree_with_Placement()
    {
        Assert.DoesNotContain(Cloud.Warnings, warning => warning.Code.StartsWith("facts.", StringComparison.Ordinal));
    }

    [Fact]
    public void Given_pages_threads_sets_and_devices_are_those_of_the_host()
    {
        Host host = Cloud.Host("compute8");
        Assert.Equal("0-1,16-17", host.CpuSharedSet.Value!.ToString());
        Assert.Equal("2-15,18-31", host.CpuDedicatedSet.Value!.ToString());
        HostCell cell = host.Topology.Value.Cells[1];
        Assert.Equal((1, 1, 65_536L, "8-15,24-31", 8), (cell.Id, cell.Socket, cell.MemoryMiB, cell.Cpus.ToString(), cell.Siblings.Length));
        Assert.Equal([new PagePool(4, 10_485_760), new PagePool(2048, 8192, 1024), new PagePool(1_048_576, 8)], cell.Pages);
        Assert.Equal([("1eb8", 0, 1), ("1eb8", 1, 1), ("0a54", 0, 1)], host.PciPools.Value.Select(pool => (pool.ProductId, pool.NumaNode!.Value, pool.Total)));
        Assert.Equal(Fact.Given<CpuSet?>(null), Cloud.Host("compute6").CpuDedicatedSet);
        Assert.Equal(4, Cloud.Host("compute5").Topology.Value.Cells.Length);
        Assert.Equal(["gpu", "nvme"], Cloud.Options.PciAliases.Value.Select(alias => alias.Name));
    }

    [Fact]
    public void Image_properties_are_read_without_the_images_own_members()
    {
        Instance pinned = Cloud.Instances.First(instance => instance.Image.Id == "a211ae0a-0cd4-473f-b94d-aaa766f236cd");
        Assert.Equal(["hw_cpu_policy=dedicated", "hw_mem_page_size=large"], pinned.Image.Properties.Value.Select(pair => $"{pair.Key}={pair.Value}"));
    }

    [Fact]
    public void An_isolated_emulator_CPU_is_told_to_be_unknown_and_assumed_to_be_the_first_beside_the_pins()
    {
        Assert.Equal((FactSource.Assumed, "15"), Kept("emul-1"));
        Assert.Equal((FactSource.Assumed, "23"), Kept("emul-2"));
        Assert.Equal((FactSource.Read, ""), Kept("emulshare"));
        Assert.Equal(2, Cloud.Warnings.Count(warning => warning.Message.Contains("emulator", StringComparison.Ordinal)));
        Assert.Equal((4, 2048, 20), Amounts(Cloud.Instance("emul-1").Allocations));
    }

    [Fact]
    public void The_API_of_Nova_names_what_holds_each_dedicated_CPU_of_Placement()
    {
        foreach (Instance instance in Cloud.Instances.Where(instance => instance.Flavor.ExtraSpecs.GetValueOrDefault("hw:emulator_threads_policy") != "isolate"))
        {
            // Where a host has no CPU sets, Placement counts pinned CPUs as VCPU.
            if (instance.Allocations.TryGetValue(ResourceClass.Pcpu, out long pcpus))
            {
                Assert.Equal(pcpus, instance.Placement.Value.Cells.Sum(cell => cell.Pinning.Count));
            }
        }
    }

    private static (FactSource Source, string Cpus) Kept(string name) =>
        (Cloud.Instance(name).Placement.Source, Assert.Single(Cloud.Instance(name).Placement.Value.Cells).ReservedCpus.ToString());

    private static (long Pcpu, long Memory, long Disk) Amounts(System.Collections.Immutable.ImmutableSortedDictionary<ResourceClass, long> held) =>
        (held[ResourceClass.Pcpu], held[ResourceClass.MemoryMb], held[ResourceClass.DiskGb]);
}
