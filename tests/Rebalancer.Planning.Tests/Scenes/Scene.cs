using System.Collections.Immutable;
using Rebalancer.Cpu;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Tests.Scenes;

/// <summary>A cloud of equal hosts on shared storage where everything is known and only memory is scarce, with a plan for it.</summary>
internal sealed class Scene
{
    private readonly List<Host> hosts = [];
    private readonly List<Instance> instances = [];
    private readonly List<ServerGroup> groups = [];
    private readonly List<MoveInFlight> inFlight = [];
    private int placementMajor = 15;

    /// <summary>A host with room for so many GiB.</summary>
    public Scene Host(string name, int gib, Func<Host, Host>? change = null)
    {
        Host host = new()
        {
            Name = new HostName(name),
            Service = new ComputeService { IsFenced = Fact.Given(false) },
            HypervisorType = Fact.Read("QEMU"),
            HypervisorVersion = Fact.Read(8_002_002L),
            Cpu = Fact.Read(new HostCpu { Architecture = CpuArchitecture.X64, Vendor = "Intel", Model = "Cascadelake-Server-noTSX", Features = CpuFeatureSet.Of(["vmx"]) }),
            CpuMode = Fact.Given(CpuMode.HostModel),
            Cell = Fact.Given("cell1"),
            CpuSharedSet = Fact.Given<CpuSet?>(CpuSet.Range(0, 64)),
            CpuDedicatedSet = Fact.Given<CpuSet?>(null),
            PciPools = Fact.Read<ImmutableArray<PciPool>>([]),
            MdevTypes = Fact.Given<ImmutableArray<string>>([]),
            Storage = new HostStorage { Backend = Fact.Given(ImagesBackend.Rbd), SharedPathGroup = Fact.Given("") },
            SshKeyGroup = Fact.Given("all"),
            Inventories =
            [
                new Inventory { ResourceClass = ResourceClass.Vcpu, Total = 64, MaxUnit = 64 },
                new Inventory { ResourceClass = ResourceClass.MemoryMb, Total = gib * 1024L, MaxUnit = 65_536 },
                new Inventory { ResourceClass = ResourceClass.DiskGb, Total = 1000, MaxUnit = 1000 },
            ],
        };
        hosts.Add(change is null ? host : change(host));
        return this;
    }

    /// <summary>A host of two cells with four dedicated CPUs and 4 GiB each.</summary>
    public Scene HostWithCells(string name) => Host(name, 8, host => host with
    {
        Topology = Fact.Read(new HostTopology(
        [
            new HostCell { Id = 0, Cpus = CpuSet.Range(0, 4), MemoryMiB = 4096, Pages = [new PagePool(4, 1_048_576)] },
            new HostCell { Id = 1, Cpus = CpuSet.Range(4, 4), MemoryMiB = 4096, Pages = [new PagePool(4, 1_048_576)] },
        ])),
        CpuSharedSet = Fact.Read<CpuSet?>(null),
        CpuDedicatedSet = Fact.Read<CpuSet?>(CpuSet.Range(0, 8)),
        Inventories = [.. host.Inventories.Where(one => one.ResourceClass != ResourceClass.Vcpu), new Inventory { ResourceClass = ResourceClass.Pcpu, Total = 8, MaxUnit = 8 }],
    });

    /// <summary>An instance of so many GiB.</summary>
    public Scene Instance(string name, string host, int gib, Func<Instance, Instance>? change = null)
    {
        Instance instance = new()
        {
            Id = new InstanceId(name),
            Name = name,
            ProjectId = "project",
            Host = new HostName(host),
            Flavor = new Flavor { Name = $"{gib} GiB", Vcpus = 1, MemoryMiB = gib * 1024, RootGiB = 1 },
            Image = new Image { Id = "image", Properties = Fact.Read(ImmutableSortedDictionary<string, string>.Empty) },
            IsVolumeBacked = Fact.Read(false),
            Disks = [new Disk(DiskKind.Root, 1024)],
            ConfigDrive = Fact.Given(ConfigDrive.None),
            Ports = Fact.Read<ImmutableArray<Port>>([]),
            PinnedZone = Fact.Read<string?>(null),
            SchedulerHints = Fact.Given(ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty),
            HasShare = Fact.Read(false),
            Policy = Fact.Given(new OwnerPolicy(AllowedMoves.LiveOnly)),
        };
        instances.Add(change is null ? instance : change(instance));
        return this;
    }

    /// <summary>An instance with pinned CPUs in one cell.</summary>
    public Scene Pinned(string name, string host, int cell, CpuSet pins) => Instance(name, host, 1, instance => instance with
    {
        Flavor = instance.Flavor with
        {
            Vcpus = pins.Count,
            ExtraSpecs = ImmutableSortedDictionary<string, string>.Empty.Add("hw:cpu_policy", "dedicated"),
        },
        Placement = Fact.Read(new GuestPlacement([new PlacedCell { HostCell = cell, Pinning = pins.Select((cpu, vcpu) => (cpu, vcpu)).ToImmutableSortedDictionary(pin => pin.vcpu, pin => pin.cpu) }])),
    });

    public Scene Group(GroupPolicy policy, params string[] members)
    {
        groups.Add(new ServerGroup { Id = new ServerGroupId($"group-{groups.Count}"), Policy = policy, MaxServerPerHost = 1, Members = [.. members.Select(id => new InstanceId(id))] });
        return this;
    }

    /// <summary>A live migration that is running already.</summary>
    public Scene InFlight(string instance, string from, string to)
    {
        inFlight.Add(new MoveInFlight
        {
            Instance = new InstanceId(instance),
            MigrationId = $"migration-{inFlight.Count}",
            Kind = InFlightKind.Live,
            Status = "running",
            Source = new HostName(from),
            Destination = new HostName(to),
        });
        return this;
    }

    public Scene Placement(int major)
    {
        placementMajor = major;
        return this;
    }

    public Cluster Build() => Cluster.Build(new ClusterParts
    {
        Hosts = [.. hosts],
        Instances = [.. instances],
        ServerGroups = [.. groups],
        MovesInFlight = [.. inFlight],
        Options = new CloudOptions
        {
            NovaRelease = Fact.Given(NovaRelease.Gazpacho),
            PlacementMajor = Fact.Given(placementMajor),
            EnabledFilters = Fact.Given<ImmutableArray<string>>(["ComputeFilter", "ServerGroupAntiAffinityFilter", "ServerGroupAffinityFilter", "DifferentHostFilter", "NUMATopologyFilter"]),
            PciAliases = Fact.Given<ImmutableArray<PciAlias>>([]),
        },
    }).OrThrow();

    /// <summary>The plan to drain a host; proven, or the test ends here.</summary>
    public Plan Drain(string host, PlanLimits? limits = null, Profile? profile = null) =>
        Plan(new DrainGoal([new HostName(host)]) { Limits = limits ?? new PlanLimits() }, profile);

    /// <summary>The plan for a goal; proven, or the test ends here.</summary>
    public Plan Plan(Goal goal, Profile? profile = null)
    {
        Cluster cluster = Build();
        Plan plan = Planner.Plan(cluster, goal, new PlanningOptions { TimeLimit = null, WorkLimit = 20, Profile = profile ?? Profile.RedHat });
        Assert.True(PlanVerifier.Verify(cluster, plan).IsProven);
        return plan;
    }
}
