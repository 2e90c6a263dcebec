using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Cpu;
using Rebalancer.Model;
using Rebalancer.Numa;

namespace Rebalancer.Benchmarks.Micro;

/// <summary>A cloud of floating guests in 200 classes on hosts in 20 classes, evenly spread.</summary>
/// <remarks>
/// Hosts differ by CPU model (four, with features listed beside it), hypervisor version (five). Instances differ by flavor (twenty, some
/// with a required trait or an image property) times five ways to boot and be configured times two owners' policies.
/// </remarks>
internal static class ClassGrid
{
    public const int HostClasses = 20;
    public const int InstanceClasses = 200;

    private static readonly string[] Models = ["Skylake-Server-noTSX-IBRS", "Cascadelake-Server-noTSX", "Icelake-Server-noTSX", "EPYC-Milan"];

    /// <summary>The parts of the cloud; a cluster built of them afresh has derived nothing yet.</summary>
    public static ClusterParts Parts(int hosts, int instances)
    {
        int perHost = (instances + hosts - 1) / hosts;
        return new ClusterParts
        {
            Hosts = [.. Enumerable.Range(0, hosts).Select(index => HostOf(index, perHost))],
            Instances = [.. Enumerable.Range(0, instances).Select(index => InstanceOf(index, hosts))],
            Aggregates =
            [
                new Aggregate
                {
                    Id = "1",
                    Hosts = [.. Enumerable.Range(0, hosts).Select(NameOf)],
                    Metadata = ImmutableSortedDictionary<string, string>.Empty.Add("availability_zone", "az1"),
                },
            ],
            Options = new CloudOptions
            {
                NovaRelease = Fact.Given(NovaRelease.Gazpacho),
                PlacementMajor = Fact.Given(15),
                EnabledFilters = Fact.Given<ImmutableArray<string>>(
                [
                    "ComputeFilter", "ComputeCapabilitiesFilter", "ImagePropertiesFilter", "ServerGroupAntiAffinityFilter", "ServerGroupAffinityFilter",
                    "NUMATopologyFilter",
                ]),
                PciAliases = Fact.Given<ImmutableArray<PciAlias>>([]),
            },
        };
    }

    private static HostName NameOf(int index) => new(string.Create(CultureInfo.InvariantCulture, $"compute{index:0000}"));

    private static Host HostOf(int index, int perHost)
    {
        int make = index % HostClasses;
        return new Host
        {
            Name = NameOf(index),
            Service = new ComputeService { IsFenced = Fact.Given(false) },
            HypervisorType = Fact.Read("QEMU"),
            HypervisorVersion = Fact.Read(8_002_000L + (make / Models.Length)),
            Cpu = Fact.Read(new HostCpu
            {
                Architecture = CpuArchitecture.X64,
                Vendor = make % Models.Length == 3 ? "AMD" : "Intel",
                Model = Models[make % Models.Length],
                Features = CpuFeatureSet.Of(["vmx", "pdcm", "hypervisor", "ss"]),
            }),
            CpuMode = Fact.Given(CpuMode.HostModel),
            Cell = Fact.Given("cell1"),
            CpuSharedSet = Fact.Given<CpuSet?>(CpuSet.Range(0, 64)),
            CpuDedicatedSet = Fact.Given<CpuSet?>(null),
            PciPools = Fact.Read<ImmutableArray<PciPool>>([]),
            MdevTypes = Fact.Given<ImmutableArray<string>>([]),
            Storage = new HostStorage { Backend = Fact.Given(ImagesBackend.Rbd), SharedPathGroup = Fact.Given("") },
            SshKeyGroup = Fact.Given("all"),
            Traits = make % 2 == 0 ? ["COMPUTE_NODE", "HW_CPU_X86_AVX512F"] : ["COMPUTE_NODE"],
            Inventories =
            [
                new Inventory { ResourceClass = ResourceClass.Vcpu, Total = 64, MaxUnit = 64, AllocationRatio = 4 },
                new Inventory { ResourceClass = ResourceClass.MemoryMb, Total = 20480L * perHost, MaxUnit = 20480L * perHost },
                new Inventory { ResourceClass = ResourceClass.DiskGb, Total = 100_000, MaxUnit = 100_000 },
            ],
        };
    }

    private static Instance InstanceOf(int index, int hosts)
    {
        int make = index % InstanceClasses;
        int flavor = make % 20;
        bool isOnVolume = make / 20 % 5 is 1 or 4;
        ImmutableSortedDictionary<string, string> none = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
        Flavor asked = new()
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"m{flavor}"),
            Vcpus = 1 + (flavor % 8),
            MemoryMiB = 1024L * (1 + flavor),
            RootGiB = 20,
            ExtraSpecs = flavor % 4 == 3 ? none.Add("trait:HW_CPU_X86_AVX512F", "required") : none,
        };

        // The step of 7 lets instances of every class come by on hosts of every class.
        return new Instance
        {
            Id = new InstanceId(string.Create(CultureInfo.InvariantCulture, $"instance-{index:000000}")),
            ProjectId = "project",
            Host = NameOf((int)((index + (long)(index / InstanceClasses * 7)) % hosts)),
            Flavor = asked,
            Image = new Image { Id = "image", Properties = Fact.Read(flavor % 5 == 4 ? none.Add("hw_architecture", "x86_64") : none) },
            IsVolumeBacked = Fact.Read(isOnVolume),
            Disks = isOnVolume ? [] : [new Disk(DiskKind.Root, 20_480)],
            ConfigDrive = Fact.Given((make / 20 % 5) switch { 2 => ConfigDrive.Iso9660, 3 or 4 => ConfigDrive.Vfat, _ => ConfigDrive.None }),
            Ports = Fact.Read<ImmutableArray<Port>>([]),
            PinnedZone = Fact.Read<string?>(null),
            SchedulerHints = Fact.Given(ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty),
            HasShare = Fact.Read(false),
            Policy = Fact.Given(new OwnerPolicy(make / 100 == 0 ? AllowedMoves.MayBeCold : AllowedMoves.LiveOnly)),
            Allocations = ImmutableSortedDictionary<ResourceClass, long>.Empty
                .Add(ResourceClass.Vcpu, asked.Vcpus).Add(ResourceClass.MemoryMb, asked.MemoryMiB).Add(ResourceClass.DiskGb, isOnVolume ? 0 : 20),
        };
    }
}
