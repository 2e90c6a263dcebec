using System.Collections.Immutable;
using Rebalancer.Findings;
using Rebalancer.Cpu;
using Rebalancer.Model;
using Rebalancer.Numa;

namespace Rebalancer.Tests.Snapshots;

/// <summary>A cluster that uses every field of the model, beside things that leave every optional field out.</summary>
internal static class RichParts
{
    public static ClusterParts Parts { get; } = new()
    {
        Options = RichCloud.Options,
        Hosts =
        [
            Full(),
            new Host
            {
                Name = new("compute-2"),
                Service = new ComputeService(),
                Inventories = ProviderPools.InventoriesOf(Tree),
                Providers = Tree,
                Topology = Fact.Given(new HostTopology([new HostCell { Id = 1, Cpus = CpuSet.Of(0), MemoryMiB = 1 }])),
                Labels = Map(("odd 'key'", "ü\n\"<&>")),
            },
        ],
        Instances =
        [
            RichInstances.Full,
            new Instance
            {
                Id = new("i-2"),
                Host = new("compute-2"),
                Flavor = new Flavor { Name = "tiny", Vcpus = 1, MemoryMiB = 64 },
                Policy = Fact.Read(new OwnerPolicy(AllowedMoves.Never)),
            },
        ],
        ServerGroups =
        [
            new ServerGroup { Id = new("g-1"), Name = "spread", Policy = GroupPolicy.AntiAffinity, MaxServerPerHost = 2, Members = [new("i-1"), new("gone")] },
            new ServerGroup { Id = new("g-2"), Policy = GroupPolicy.SoftAffinity },
        ],
        Aggregates =
        [
            new Aggregate { Id = "a-1", Name = "zone a", Hosts = [new("compute-1")], Metadata = Map(("availability_zone", "a")) },
            new Aggregate { Id = "a-2" },
        ],
        MovesInFlight =
        [
            new MoveInFlight
            {
                MigrationId = "m-1",
                Instance = new("i-1"),
                Kind = InFlightKind.Resize,
                Status = "finished",
                Source = new("compute-2"),
                Destination = new("compute-1"),
                OtherAllocations = Amounts(("VCPU", 4)),
                OtherPlacement = Fact.Read(new GuestPlacement([new PlacedCell { HostCell = 1 }])),
            },
            new MoveInFlight
            {
                MigrationId = "m-2",
                Instance = new("i-2"),
                Kind = InFlightKind.Live,
                Status = "running",
                Source = new("compute-1"),
            },
        ],
        Doubts =
        [
            new Finding(Severity.Warning, "answers.unknown-fact", "$.servers", "of 2 instances it is unknown whether they are pinned to a zone"),
            new Finding(Severity.Warning, "answers.failed", "$.body", "the image is \"gone\"", "image-1.json", 7),
        ],
    };

    /// <summary>A host's own provider and two children that differ in traits.</summary>
    public static ImmutableArray<Provider> Tree =>
    [
        new Provider { Name = "compute-2", Inventories = [new Inventory { ResourceClass = ResourceClass.Vcpu, Total = 4 }], Traits = ["COMPUTE_NODE"] },
        new Provider { Name = "gpu-1", Inventories = [new Inventory { ResourceClass = new("VGPU"), Total = 2 }], Traits = ["CUSTOM_A"] },
        new Provider { Name = "gpu-2", Inventories = [new Inventory { ResourceClass = new("VGPU"), Total = 4 }] },
    ];

    public static Cluster Cluster { get; } = Rebalancer.Model.Cluster.Build(Parts).OrThrow();

    /// <summary>A cluster in which everything that can be left out is.</summary>
    public static Cluster Bare { get; } = Rebalancer.Model.Cluster.Build(new ClusterParts()).OrThrow();

    public static ImmutableSortedDictionary<string, string> Map(params (string Key, string Value)[] pairs) =>
        pairs.ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);

    public static ImmutableSortedDictionary<ResourceClass, long> Amounts(params (string Name, long Amount)[] pairs) =>
        pairs.ToImmutableSortedDictionary(pair => new ResourceClass(pair.Name), pair => pair.Amount);

    private static Host Full() => new()
    {
        Name = new("compute-1"),
        ProviderId = "p-1",
        Service = new ComputeService
        {
            Id = "s-1",
            IsUp = false,
            IsForcedDown = true,
            IsEnabled = false,
            DisabledReason = "fan",
            IsFenced = Fact.Given(true),
        },
        Address = Fact.Read("192.0.2.1"),
        HypervisorType = Fact.Read("QEMU"),
        HypervisorVersion = Fact.Read(8_002_002L),
        Cpu = Fact.Read(new HostCpu
        {
            Architecture = CpuArchitecture.X64,
            Vendor = "Intel",
            Model = "Cascadelake-Server",
            Features = CpuFeatureSet.Of(["avx", "aes"]),
        }),
        CpuMode = Fact.Given(CpuMode.Custom),
        Cell = Fact.Assumed("cell1"),
        NovaRelease = Fact.Given(new NovaRelease(29)),
        Inventories =
        [
            new Inventory
            {
                ResourceClass = ResourceClass.Vcpu,
                Total = 16,
                Reserved = 1,
                AllocationRatio = 4.5,
                MinUnit = 2,
                MaxUnit = 16,
                StepSize = 2,
            },
            new Inventory { ResourceClass = ResourceClass.MemoryMb, Total = 65_536 },
        ],
        OtherUsage = Amounts(("MEMORY_MB", 512)),
        Traits = ["COMPUTE_NODE", "HW_CPU_X86_AVX"],
        Topology = Fact.Read(new HostTopology(
        [
            new HostCell
            {
                Id = 0,
                Cpus = CpuSet.Parse("0-3"),
                Siblings = [CpuSet.Parse("0,2"), CpuSet.Parse("1,3")],
                Socket = 1,
                MemoryMiB = 32_768,
                Pages = [new PagePool(4, 1_000, 10), new PagePool(2_048, 100)],
                Networks = new NetworkAffinity(["physnet0"], Tunneled: true),
            },
            new HostCell { Id = 1, Cpus = CpuSet.Parse("4-7"), MemoryMiB = 16_384, Networks = new NetworkAffinity([], Tunneled: false) },
        ])),
        CpuSharedSet = Fact.Read<CpuSet?>(CpuSet.Parse("0,1")),
        CpuDedicatedSet = Fact.Given<CpuSet?>(null),
        PciPools = Fact.Read<ImmutableArray<PciPool>>(
        [
            new PciPool
            {
                VendorId = "8086",
                ProductId = "1572",
                NumaNode = 1,
                DeviceType = "type-VF",
                PhysicalNetwork = "physnet0",
                IsLiveMigratable = true,
                Tags = Map(("trusted", "true")),
                Total = 8,
            },
            new PciPool { VendorId = "10de", ProductId = "20b0", Total = 2 },
        ]),
        MdevTypes = Fact.Given<ImmutableArray<string>>(["nvidia-35"]),
        SupportedInstances = Fact.Given<ImmutableArray<SupportedInstance>>([new SupportedInstance("x86_64", "kvm", "hvm"), new SupportedInstance("i686", "xen", "xen")]),
        Storage = new HostStorage { Backend = Fact.Read(ImagesBackend.Rbd), SharedPathGroup = Fact.Given("") },
        SshKeyGroup = Fact.Given("all"),
        Migration = new MigrationSettings
        {
            MaxConcurrentLive = Fact.Given(2),
            BandwidthMbps = Fact.Given(10_000L),
            ParallelConnections = Fact.Given(4),
            PostCopy = Fact.Given(true),
            AllowedDowntimeMs = Fact.Given(300),
            Link = Fact.Given("core"),
        },
        NovaConf = [new NovaOption("notifications", "live_migration_parallel_connections", "4"), new NovaOption("libvirt", "images_type", "")],
        Labels = Map(("rack", "r1"), ("power", "p1")),
    };
}
