using System.Collections.Immutable;
using Rebalancer.Cpu;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Rules;

namespace Rebalancer.Tests;

/// <summary>A cloud in which everything is known and every move of <c>web</c> from <c>here</c> to <c>there</c> is allowed, until a test changes it.</summary>
/// <remarks>Nova is 2026.1, disks are on Ceph, the guest floats. A third host, <c>elsewhere</c>, is there to hold others.</remarks>
internal sealed class Cloud
{
    public static readonly InstanceId Web = new("web");
    public static readonly HostName Here = new("here");
    public static readonly HostName There = new("there");
    public static readonly HostName Elsewhere = new("elsewhere");

    private readonly Dictionary<HostName, Host> hosts = new() { [Here] = NewHost(Here), [There] = NewHost(There), [Elsewhere] = NewHost(Elsewhere) };
    private readonly List<Instance> instances = [NewInstance(Web.Value, Here)];
    private readonly List<ServerGroup> groups = [];
    private readonly List<Aggregate> aggregates = [];
    private CloudOptions options = new()
    {
        NovaRelease = Fact.Given(NovaRelease.Gazpacho),
        PlacementMajor = Fact.Given(15),
        EnabledFilters = Fact.Given<ImmutableArray<string>>(
            ["ComputeFilter", "ComputeCapabilitiesFilter", "ImagePropertiesFilter", "ServerGroupAntiAffinityFilter", "ServerGroupAffinityFilter", "NUMATopologyFilter"]),
        PciAliases = Fact.Given<ImmutableArray<PciAlias>>([]),
    };

    public Cloud With(Func<CloudOptions, CloudOptions> change)
    {
        options = change(options);
        return this;
    }

    public Cloud Release(int major) => With(o => o with { NovaRelease = Fact.Given(new NovaRelease(major)), PlacementMajor = default });

    public Cloud Filters(params string[] names) => With(o => o with { EnabledFilters = Fact.Given<ImmutableArray<string>>([.. names]) });

    public Cloud Source(Func<Host, Host> change) => Host(Here, change);

    public Cloud Destination(Func<Host, Host> change) => Host(There, change);

    public Cloud EveryHost(Func<Host, Host> change) => Host(Here, change).Host(There, change).Host(Elsewhere, change);

    public Cloud Host(HostName name, Func<Host, Host> change)
    {
        hosts[name] = change(hosts[name]);
        return this;
    }

    public Cloud Instance(Func<Instance, Instance> change)
    {
        instances[0] = change(instances[0]);
        return this;
    }

    public Cloud ExtraSpec(string key, string value) =>
        Instance(i => i with { Flavor = i.Flavor with { ExtraSpecs = i.Flavor.ExtraSpecs.SetItem(key, value) } });

    public Cloud ImageProperty(string key, string value) =>
        Instance(i => i with { Image = i.Image with { Properties = Fact.Read(i.Image.Properties.Value.SetItem(key, value)) } });

    public Cloud Port(string vnicType) =>
        Instance(i => i with { Ports = Fact.Read<ImmutableArray<Port>>([new Port { Id = "port", VnicType = vnicType, PhysicalNetwork = "physnet" }]) });

    public Cloud Other(string id, HostName host, Func<Instance, Instance>? change = null)
    {
        Instance other = NewInstance(id, host);
        instances.Add(change is null ? other : change(other));
        return this;
    }

    public Cloud Group(GroupPolicy policy, int max, params string[] members)
    {
        groups.Add(new ServerGroup { Id = new ServerGroupId("group"), Policy = policy, MaxServerPerHost = max, Members = [.. members.Select(id => new InstanceId(id))] });
        return this;
    }

    public Cloud Aggregate(string key, string value, params HostName[] members)
    {
        aggregates.Add(new Aggregate
        {
            Id = $"aggregate-{aggregates.Count}",
            Hosts = [.. members],
            Metadata = ImmutableSortedDictionary<string, string>.Empty.Add(key, value),
        });
        return this;
    }

    /// <summary>Gives a host two cells of four CPUs and 4 GiB each, all for pinned guests.</summary>
    public Cloud Cells(HostName name, params PagePool[] pages) => Host(name, host => host with
    {
        Topology = Fact.Read(new HostTopology(
        [
            new HostCell { Id = 0, Cpus = CpuSet.Range(0, 4), MemoryMiB = 4096, Pages = [.. pages] },
            new HostCell { Id = 1, Cpus = CpuSet.Range(4, 4), MemoryMiB = 4096, Pages = [.. pages] },
        ])),
        CpuSharedSet = Fact.Read<CpuSet?>(null),
        CpuDedicatedSet = Fact.Read<CpuSet?>(CpuSet.Range(0, 8)),
        Inventories = [.. host.Inventories.Where(one => one.ResourceClass != ResourceClass.Vcpu), new Inventory { ResourceClass = ResourceClass.Pcpu, Total = 8, MaxUnit = 8 }],
    });

    public Cluster Build() => Cluster.Build(new ClusterParts
    {
        Hosts = [.. hosts.Values],
        Instances = [.. instances],
        ServerGroups = [.. groups],
        Aggregates = [.. aggregates],
        Options = options,
    }).OrThrow();

    /// <summary>The verdict on moving <c>web</c> to <c>there</c>; by plain Nova unless said otherwise.</summary>
    public Verdict Check(MoveKind kind = MoveKind.Live, Profile? profile = null) =>
        MigrationRules.Check(Build(), Web, Here, There, kind, profile ?? Profile.PlainNova);

    /// <summary>The codes that speak against it.</summary>
    public IEnumerable<string> Refusals(MoveKind kind = MoveKind.Live, Profile? profile = null) => Check(kind, profile).Refusals.Select(refusal => refusal.Code).Distinct();

    /// <summary>The codes of what was assumed.</summary>
    public IEnumerable<string> Assumptions(MoveKind kind = MoveKind.Live, Profile? profile = null) => Check(kind, profile).Assumptions.Select(assumption => assumption.Code);

    /// <summary>A host on which nothing is unusual.</summary>
    public static Host NewHost(HostName name) => new()
    {
        Name = name,
        Service = new ComputeService { IsFenced = Fact.Given(false) },
        HypervisorType = Fact.Read("QEMU"),
        HypervisorVersion = Fact.Read(8_002_002L),
        Cpu = Fact.Read(new HostCpu { Architecture = CpuArchitecture.X64, Vendor = "Intel", Model = "Cascadelake-Server-noTSX", Features = CpuFeatureSet.Of(["vmx"]) }),
        CpuMode = Fact.Given(CpuMode.HostModel),
        Cell = Fact.Given("cell1"),
        CpuSharedSet = Fact.Given<CpuSet?>(CpuSet.Range(0, 8)),
        CpuDedicatedSet = Fact.Given<CpuSet?>(null),
        PciPools = Fact.Read<ImmutableArray<PciPool>>([]),
        MdevTypes = Fact.Given<ImmutableArray<string>>([]),
        Storage = new HostStorage { Backend = Fact.Given(ImagesBackend.Rbd), SharedPathGroup = Fact.Given("") },
        SshKeyGroup = Fact.Given("all"),
        Inventories =
        [
            new Inventory { ResourceClass = ResourceClass.Vcpu, Total = 8, MaxUnit = 8, AllocationRatio = 4 },
            new Inventory { ResourceClass = ResourceClass.MemoryMb, Total = 8192, MaxUnit = 8192 },
            new Inventory { ResourceClass = ResourceClass.DiskGb, Total = 100, MaxUnit = 100 },
        ],
    };

    /// <summary>An instance of 2 vCPUs, 1 GiB and a root disk of 10 GiB.</summary>
    public static Instance NewInstance(string id, HostName host) => new()
    {
        Id = new InstanceId(id),
        ProjectId = "project",
        Host = host,
        Flavor = new Flavor { Name = "small", Vcpus = 2, MemoryMiB = 1024, RootGiB = 10 },
        Image = new Image { Id = "image", Properties = Fact.Read(ImmutableSortedDictionary<string, string>.Empty) },
        IsVolumeBacked = Fact.Read(false),
        Disks = [new Disk(DiskKind.Root, 10_240)],
        ConfigDrive = Fact.Given(ConfigDrive.None),
        Ports = Fact.Read<ImmutableArray<Port>>([]),
        PinnedZone = Fact.Read<string?>(null),
        SchedulerHints = Fact.Given(ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty),
        HasShare = Fact.Read(false),
        Policy = Fact.Given(new OwnerPolicy(AllowedMoves.MayBeCold)),
    };
}
