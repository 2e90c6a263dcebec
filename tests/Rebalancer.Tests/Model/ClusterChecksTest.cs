using System.Collections.Immutable;
using Rebalancer.Findings;
using Rebalancer.Model;
using Rebalancer.Numa;

namespace Rebalancer.Tests.Model;

public class ClusterChecksTest
{
    private static readonly ClusterParts Sound = new()
    {
        Hosts = [NewHost("a"), NewHost("b")],
        Instances = [NewInstance("i", "a"), NewInstance("j", "b")],
    };

    /// <summary>What is done to sound parts, and the one finding that it must give.</summary>
    public static TheoryData<string, Func<ClusterParts, ClusterParts>, Severity, string, string> Mistakes => new()
    {
        { "duplicate host", parts => parts with { Hosts = parts.Hosts.Add(NewHost("a")) }, Severity.Error, "cluster.duplicate-host", "$.hosts[2].name" },
        { "duplicate instance", parts => parts with { Instances = parts.Instances.Add(NewInstance("i", "b")) }, Severity.Error, "cluster.duplicate-instance", "$.instances[2].id" },
        { "duplicate group", parts => parts with { ServerGroups = [Group(GroupPolicy.SoftAffinity), Group(GroupPolicy.SoftAffinity)] }, Severity.Error, "cluster.duplicate-group", "$.serverGroups[1].id" },
        { "duplicate aggregate", parts => parts with { Aggregates = [new Aggregate { Id = "x" }, new Aggregate { Id = "x" }] }, Severity.Error, "cluster.duplicate-aggregate", "$.aggregates[1].id" },
        { "duplicate inventory", parts => WithHost(parts, host => host with { Inventories = [Vcpu(4), Vcpu(8)] }), Severity.Error, "cluster.duplicate-inventory", "$.hosts[0].inventories[1].resourceClass" },
        { "duplicate link", parts => parts with { Options = new CloudOptions { Links = [new("l", 1), new("l", 1)] } }, Severity.Error, "cluster.duplicate-link", "$.options.links[1].name" },
        { "duplicate migration", parts => parts with { MovesInFlight = [Move("i", "a", "b"), Move("j", "b", "a")] }, Severity.Error, "cluster.duplicate-migration", "$.movesInFlight[1].migrationId" },
        { "instance on no host", parts => WithInstance(parts, instance => instance with { Host = new("") }), Severity.Error, "cluster.range", "$.instances[0].host" },
        { "instance on an unknown host", parts => WithInstance(parts, instance => instance with { Host = new("c") }), Severity.Error, "cluster.unknown-host", "$.instances[0].host" },
        { "move of nobody", parts => parts with { MovesInFlight = [Move("k", "a", "b")] }, Severity.Error, "cluster.unknown-instance", "$.movesInFlight[0].instance" },
        { "no vCPU", parts => WithInstance(parts, instance => instance with { Flavor = instance.Flavor with { Vcpus = 0 } }), Severity.Error, "cluster.range", "$.instances[0].flavor.vcpus" },
        { "ratio of zero", parts => WithHost(parts, host => host with { Inventories = [Vcpu(4) with { AllocationRatio = 0 }] }), Severity.Error, "cluster.range", "$.hosts[0].inventories[0].allocationRatio" },
        { "ratio that is no number", parts => WithHost(parts, host => host with { Inventories = [Vcpu(4) with { AllocationRatio = double.NaN }] }), Severity.Error, "cluster.range", "$.hosts[0].inventories[0].allocationRatio" },
        { "infinite load", parts => WithInstance(parts, instance => instance with { CpuLoad = Fact.Given(double.PositiveInfinity) }), Severity.Error, "cluster.range", "$.instances[0].cpuLoad.value" },
        { "samples of other moments", parts => WithSamples(parts, 2, 3), Severity.Error, "cluster.load-samples", "$.instances[1].cpuLoadSamples.value" },
        { "no sample", parts => WithSamples(parts, 0), Severity.Error, "cluster.range", "$.instances[0].cpuLoadSamples.value" },
        { "negative reserve", parts => WithHost(parts, host => host with { Inventories = [Vcpu(4) with { Reserved = -1 }] }), Severity.Error, "cluster.range", "$.hosts[0].inventories[0].reserved" },
        { "huge total", parts => WithHost(parts, host => host with { Inventories = [Vcpu(long.MaxValue)] }), Severity.Error, "cluster.range", "$.hosts[0].inventories[0].total" },
        { "step of zero", parts => WithHost(parts, host => host with { Inventories = [Vcpu(4) with { StepSize = 0 }] }), Severity.Error, "cluster.range", "$.hosts[0].inventories[0].stepSize" },
        { "list never made", parts => WithHost(parts, host => host with { Traits = default }), Severity.Error, "cluster.range", "$.hosts[0].traits" },
        { "reserved above total", parts => WithHost(parts, host => host with { Inventories = [Vcpu(8), Vcpu(4) with { ResourceClass = ResourceClass.DiskGb, Reserved = 5 }] }), Severity.Error, "cluster.reserved-above-total", "$.hosts[0].inventories[1].reserved" },
        { "shared and dedicated", parts => WithHost(parts, host => host with { CpuSharedSet = Cpus("0-2"), CpuDedicatedSet = Cpus("2-3") }), Severity.Error, "cluster.overlapping-sets", "$.hosts[0].cpuDedicatedSet" },
        { "cells with one id", parts => WithCells(parts, Cell(0, "0-3"), Cell(0, "4-7")), Severity.Error, "cluster.duplicate-cell", "$.hosts[0].topology.value.cells[1].id" },
        { "cells with one CPU", parts => WithCells(parts, Cell(0, "0-3"), Cell(1, "3-7")), Severity.Error, "cluster.overlapping-cells", "$.hosts[0].topology.value.cells[1].cpus" },
        { "siblings elsewhere", parts => WithCells(parts, Cell(0, "0-3") with { Siblings = [CpuSet.Of(3, 4)] }), Severity.Error, "cluster.siblings-outside-cell", "$.hosts[0].topology.value.cells[0].siblings[0]" },
        { "siblings of two", parts => WithCells(parts, Cell(0, "0-3") with { Siblings = [CpuSet.Of(0, 1), CpuSet.Of(1, 2)] }), Severity.Error, "cluster.overlapping-siblings", "$.hosts[0].topology.value.cells[0].siblings[1]" },
        { "pages out of order", parts => WithCells(parts, Cell(0, "0-3") with { Pages = [new(2048, 1), new(4, 1)] }), Severity.Error, "cluster.page-order", "$.hosts[0].topology.value.cells[0].pages[1].sizeKiB" },
        { "pages reserved", parts => WithCells(parts, Cell(0, "0-3") with { Pages = [new(4, 1, 2)] }), Severity.Error, "cluster.reserved-above-total", "$.hosts[0].topology.value.cells[0].pages[0].reserved" },
        { "placed on no cell", parts => WithInstance(WithCells(parts, Cell(0, "0-3")), instance => Pinned(instance, 7, 0)), Severity.Error, "cluster.unknown-cell", "$.instances[0].placement.value.cells[0].hostCell" },
        { "pinned elsewhere", parts => WithInstance(WithCells(parts, Cell(0, "0-3")), instance => Pinned(instance, 0, 9)), Severity.Error, "cluster.pin-conflict", "$.instances[0].placement.value" },
        { "pinned twice", parts => PinnedTwice(WithCells(parts, Cell(0, "0-3"))), Severity.Error, "cluster.pin-conflict", "$.instances[2].placement.value" },
        { "placed in too many cells", parts => WithInstance(WithCells(parts, Cell(0, "0-3")), instance => Pinned(instance, 0, 0) with { Placement = Fact.Given(new GuestPlacement([])) }), Severity.Error, "cluster.placement-cells", "$.instances[0].placement.value.cells" },
        { "smallest above largest", parts => WithHost(parts, host => host with { Inventories = [Vcpu(4) with { MinUnit = 3, MaxUnit = 2 }] }), Severity.Warning, "cluster.min-above-max", "$.hosts[0].inventories[0].minUnit" },
        { "set outside cells", parts => WithHost(WithCells(parts, Cell(0, "0-3")), host => host with { CpuSharedSet = Cpus("3-4") }), Severity.Warning, "cluster.cpus-outside-cells", "$.hosts[0].cpuSharedSet" },
        { "unknown member", parts => parts with { ServerGroups = [Group(GroupPolicy.Affinity, "i", "gone")] }, Severity.Warning, "cluster.unknown-member", "$.serverGroups[0].members[1]" },
        { "unknown host of an aggregate", parts => parts with { Aggregates = [new Aggregate { Id = "x", Hosts = [new("a"), new("c")] }] }, Severity.Warning, "cluster.unknown-host", "$.aggregates[0].hosts[1]" },
        { "two zones", parts => parts with { Aggregates = [Zone("x"), Zone("y")] }, Severity.Warning, "cluster.two-zones", "$.aggregates[1].hosts[0]" },
        { "unknown link", parts => WithHost(parts, host => host with { Migration = new MigrationSettings { Link = Fact.Given("core") } }), Severity.Warning, "cluster.unknown-link", "$.hosts[0].migration.link" },
        { "move to an unknown host", parts => parts with { MovesInFlight = [Move("i", "a", "c")] }, Severity.Warning, "cluster.unknown-host", "$.movesInFlight[0].destination" },
        { "move elsewhere", parts => parts with { MovesInFlight = [Move("i", "b", null)] }, Severity.Warning, "cluster.move-elsewhere", "$.movesInFlight[0].instance" },
        { "two moves", parts => parts with { MovesInFlight = [Move("i", "a", "b"), Move("i", "a", "b") with { MigrationId = "n" }] }, Severity.Warning, "cluster.two-moves", "$.movesInFlight[1].instance" },
        { "resized alone", parts => WithInstance(parts, instance => instance with { VmState = VmState.Resized }), Severity.Warning, "cluster.resized-without-move", "$.instances[0].vmState" },
        { "affinity split", parts => parts with { ServerGroups = [Group(GroupPolicy.Affinity, "i", "j")] }, Severity.Warning, "cluster.group-broken", "$.serverGroups[0].policy" },
        { "anti-affinity together", parts => WithInstance(parts, instance => instance with { Host = new("b") }) with { ServerGroups = [Group(GroupPolicy.AntiAffinity, "i", "j")] }, Severity.Warning, "cluster.group-broken", "$.serverGroups[0].policy" },
        { "two groups", parts => parts with { ServerGroups = [Group(GroupPolicy.SoftAffinity, "i"), Group(GroupPolicy.SoftAffinity, "i") with { Id = new("h") }] }, Severity.Warning, "cluster.two-groups", "$.serverGroups[1].members" },
        { "above capacity", parts => WithInstance(parts, instance => instance with { Allocations = Amounts(("VCPU", 9)) }), Severity.Warning, "cluster.above-capacity", "$.hosts[0].inventories[0]" },
        { "no inventory", parts => WithInstance(parts, instance => instance with { Allocations = Amounts(("VGPU", 1)) }), Severity.Warning, "cluster.no-inventory", "$.hosts[0].inventories" },
        { "leaked", parts => WithHost(parts, host => host with { OtherUsage = Amounts(("VCPU", 1)) }), Severity.Warning, "cluster.leaked-allocation", "$.hosts[0].otherUsage.VCPU" },
        { "no allocation", parts => WithInstance(parts, instance => instance with { Allocations = Amounts() }), Severity.Warning, "cluster.no-allocation", "$.instances[0]" },
    };

    [Fact]
    public void Sound_parts_make_a_cluster_without_findings() => Assert.Empty(Cluster.Build(Sound).Findings);

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_found_at_its_path(string name, Func<ClusterParts, ClusterParts> make, Severity severity, string code, string path)
    {
        Checked<Cluster> built = Cluster.Build(make(Sound));
        Finding finding = Assert.Single(built.Findings);
        Assert.Equal((name, severity, code, path), (name, finding.Severity, finding.Code, finding.Path));
        Assert.Equal(severity == Severity.Warning, built.OrNull is not null);
        Assert.Equal(severity == Severity.Warning ? [finding] : [], built.OrNull?.Warnings ?? []);
    }

    [Fact]
    public void All_mistakes_of_a_kind_are_found_at_once()
    {
        ClusterParts parts = Sound with
        {
            Hosts = [.. Sound.Hosts, NewHost("a"), NewHost("b")],
            Instances = [.. Sound.Instances, NewInstance("i", "x"), NewInstance("k", "y")],
        };
        Assert.Equal(
            ["cluster.duplicate-host", "cluster.duplicate-host", "cluster.duplicate-instance", "cluster.unknown-host", "cluster.unknown-host"],
            Cluster.Build(parts).Findings.Where(finding => finding.Severity == Severity.Error).Select(finding => finding.Code));
    }

    [Fact]
    public void Usage_of_the_other_end_of_a_move_counts_there()
    {
        ClusterParts parts = Sound with { MovesInFlight = [Move("i", "a", "b") with { OtherAllocations = Amounts(("VCPU", 8)) }] };
        Finding finding = Assert.Single(Cluster.Build(parts).Findings);
        Assert.Equal(("cluster.above-capacity", "$.hosts[1].inventories[0]"), (finding.Code, finding.Path));
    }

    [Fact]
    public void Tables_that_no_memory_holds_are_refused()
    {
        ClusterParts parts = Sound with
        {
            Hosts = [.. Enumerable.Range(0, 20_000).Select(i => NewHost($"a{i}") with { OtherUsage = Amounts(($"CUSTOM_{i}", 1)) }), .. Sound.Hosts],
        };
        Assert.Equal("cluster.too-large", Assert.Single(Cluster.Build(parts).Findings, finding => finding.Severity == Severity.Error).Code);
    }

    private static Host NewHost(string name) => new() { Name = new(name), Service = new ComputeService(), Inventories = [Vcpu(8)] };

    private static Instance NewInstance(string id, string host) => new()
    {
        Id = new(id),
        Host = new(host),
        Flavor = new Flavor { Name = "f", Vcpus = 1, MemoryMiB = 64 },
        Allocations = Amounts(("VCPU", 1)),
    };

    private static Inventory Vcpu(long total) => new() { ResourceClass = ResourceClass.Vcpu, Total = total };

    private static ImmutableSortedDictionary<ResourceClass, long> Amounts(params (string Name, long Amount)[] pairs) =>
        pairs.ToImmutableSortedDictionary(pair => new ResourceClass(pair.Name), pair => pair.Amount);

    private static ServerGroup Group(GroupPolicy policy, params string[] members) =>
        new() { Id = new("g"), Policy = policy, Members = [.. members.Select(member => new InstanceId(member))] };

    private static Aggregate Zone(string name) =>
        new() { Id = name, Hosts = [new("a")], Metadata = ImmutableSortedDictionary<string, string>.Empty.Add("availability_zone", name) };

    private static MoveInFlight Move(string instance, string source, string? destination) => new()
    {
        MigrationId = "m",
        Instance = new(instance),
        Kind = InFlightKind.Live,
        Status = "running",
        Source = new(source),
        Destination = destination is null ? null : new HostName(destination),
    };

    private static Fact<CpuSet?> Cpus(string text) => Fact.Given<CpuSet?>(CpuSet.Parse(text));

    private static HostCell Cell(int id, string cpus) => new() { Id = id, Cpus = CpuSet.Parse(cpus), MemoryMiB = 1_024 };

    private static Instance Pinned(Instance instance, int cell, int cpu) => instance with
    {
        Flavor = instance.Flavor with { ExtraSpecs = ImmutableSortedDictionary<string, string>.Empty.Add("hw:cpu_policy", "dedicated") },
        Placement = Fact.Given(new GuestPlacement(
            [new PlacedCell { HostCell = cell, Pinning = ImmutableSortedDictionary<int, int>.Empty.Add(0, cpu) }])),
    };

    private static ClusterParts PinnedTwice(ClusterParts parts) => parts with
    {
        Instances = [Pinned(parts.Instances[0], 0, 1), parts.Instances[1], Pinned(NewInstance("k", "a"), 0, 1)],
    };

    private static ClusterParts WithHost(ClusterParts parts, Func<Host, Host> change) => parts with { Hosts = parts.Hosts.SetItem(0, change(parts.Hosts[0])) };

    private static ClusterParts WithSamples(ClusterParts parts, params int[] counts) => parts with
    {
        Instances = [.. parts.Instances.Select((instance, i) => i < counts.Length ? instance with { CpuLoadSamples = Fact.Given(ImmutableArray.CreateRange(Enumerable.Repeat(0.5, counts[i]))) } : instance)],
    };

    private static ClusterParts WithInstance(ClusterParts parts, Func<Instance, Instance> change) =>
        parts with { Instances = parts.Instances.SetItem(0, change(parts.Instances[0])) };

    private static ClusterParts WithCells(ClusterParts parts, params ImmutableArray<HostCell> cells) =>
        WithHost(parts, host => host with { Topology = Fact.Given(new HostTopology(cells)) });
}
