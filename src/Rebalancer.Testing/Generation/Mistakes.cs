using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Numa;

namespace Rebalancer.Testing.Generation;

/// <summary>One way to break the parts of a valid cloud.</summary>
/// <param name="Code">The finding it leads to.</param>
/// <param name="What">What is done, unique among the mistakes.</param>
/// <param name="Make">Makes it, or gives <c>null</c> where the cloud has nothing to break that way.</param>
internal sealed record Mistake(string Code, string What, Func<ClusterParts, ClusterParts?> Make);

/// <summary>Mistakes for every error that a cluster's parts are checked for.</summary>
internal static class Mistakes
{
    private const int MissingCpu = 60_000;

    public static readonly ImmutableArray<Mistake> All =
    [
        new("cluster.duplicate-host", "a host stands twice", parts => parts with { Hosts = parts.Hosts.Add(parts.Hosts[0]) }),
        new("cluster.duplicate-instance", "an instance stands twice", parts => parts.Instances.IsEmpty ? null : parts with { Instances = parts.Instances.Add(parts.Instances[0]) }),
        new("cluster.duplicate-group", "a group stands twice", parts => parts.ServerGroups.IsEmpty ? null : parts with { ServerGroups = parts.ServerGroups.Add(parts.ServerGroups[0]) }),
        new("cluster.duplicate-aggregate", "an aggregate stands twice", parts => parts.Aggregates.IsEmpty ? null : parts with { Aggregates = parts.Aggregates.Add(parts.Aggregates[0]) }),
        new("cluster.duplicate-migration", "a migration stands twice", parts => parts.MovesInFlight.IsEmpty ? null : parts with { MovesInFlight = parts.MovesInFlight.Add(parts.MovesInFlight[0]) }),
        new("cluster.duplicate-link", "a link stands twice", parts => parts.Options.Links.IsEmpty ? null : parts with { Options = parts.Options with { Links = parts.Options.Links.Add(parts.Options.Links[0]) } }),
        new("cluster.duplicate-inventory", "an inventory stands twice", parts => OfHost(parts, host => host.Inventories.IsEmpty ? null : host with { Inventories = host.Inventories.Add(host.Inventories[0]) })),
        new("cluster.reserved-above-total", "more is reserved than there is", parts => OfHost(parts, host => host.Inventories.IsEmpty ? null : host with
        {
            Inventories = host.Inventories.SetItem(0, host.Inventories[0] with { Reserved = host.Inventories[0].Total + 1 }),
        })),
        new("cluster.reserved-above-total", "more pages are reserved than there are", parts => OfCell(parts, cell => cell with { Pages = [new PagePool(4, 1, 2)] })),
        new("cluster.providers-disagree", "the providers have nothing of what the host has", parts => OfHost(parts, host => host.Inventories.IsEmpty ? null : host with
        {
            Providers = [new Provider { Name = host.Name.Value }],
        })),
        new("cluster.unknown-host", "an instance is on no host", parts => OfInstance(parts, instance => instance with { Host = new HostName("nowhere") })),
        new("cluster.unknown-instance", "a migration is of no instance", parts => parts.MovesInFlight.IsEmpty ? null : parts with
        {
            MovesInFlight = parts.MovesInFlight.SetItem(0, parts.MovesInFlight[0] with { Instance = new InstanceId("nobody") }),
        }),
        new("cluster.overlapping-sets", "a CPU is shared and dedicated", parts => OfHost(parts, host => host with
        {
            CpuSharedSet = Fact.Given<CpuSet?>(CpuSet.Of(0)),
            CpuDedicatedSet = Fact.Given<CpuSet?>(CpuSet.Of(0)),
        })),
        new("cluster.duplicate-cell", "a cell stands twice", parts => OfTopology(parts, cells => cells.Add(cells[0]))),
        new("cluster.overlapping-cells", "two cells have the same CPUs", parts => OfTopology(parts, cells => cells.Add(cells[0] with { Id = 1 + cells.Max(cell => cell.Id) }))),
        new("cluster.siblings-outside-cell", "a sibling is in no cell", parts => OfCell(parts, cell => cell with { Siblings = cell.Siblings.Add(CpuSet.Of(MissingCpu)) })),
        new("cluster.overlapping-siblings", "a CPU has two sets of siblings", parts => OfCell(parts, cell => cell.Cpus.IsEmpty ? null : cell with
        {
            Siblings = [CpuSet.Of(cell.Cpus.First()), CpuSet.Of(cell.Cpus.First())],
        })),
        new("cluster.page-order", "a page size stands twice", parts => OfCell(parts, cell => cell with { Pages = [new PagePool(4, 1), new PagePool(4, 1)] })),
        new("cluster.unknown-cell", "a guest is in a cell that is not there", parts => OfPlacement(parts, cells => cells.SetItem(0, cells[0] with { HostCell = 999 }))),
        new("cluster.placement-cells", "a guest has a cell too many", parts => OfPlacement(parts, cells => cells.Add(cells[0]))),
        new("cluster.pin-conflict", "a guest is pinned to a CPU that is not there", parts => OfPlacement(parts, cells => cells[0].Pinning.IsEmpty ? null : cells.SetItem(0, cells[0] with
        {
            Pinning = cells[0].Pinning.SetItem(cells[0].Pinning.Keys.First(), MissingCpu),
        }))),
        new("cluster.load-samples", "an instance has a sample more than another", parts => parts.Instances.Length < 2 ? null : parts with
        {
            Instances = [.. parts.Instances.Select((instance, i) => instance with { CpuLoadSamples = Fact.Given<ImmutableArray<double>>(i == 0 ? [0, 0] : [0]) })],
        }),
        new("cluster.too-large", "there are ten thousand hosts and resource classes", parts => parts with
        {
            Hosts = parts.Hosts.AddRange(Enumerable.Range(0, 10_001).Select(number => new Host
            {
                Name = new HostName($"one-of-many-{number}"),
                Service = new ComputeService(),
                Inventories = [],
                OtherUsage = ImmutableSortedDictionary<ResourceClass, long>.Empty.Add(new ResourceClass($"CUSTOM_ONE_OF_MANY_{number}"), 1),
            })),
        }),
    ];

    private static ClusterParts? OfHost(ClusterParts parts, Func<Host, Host?> change)
    {
        for (int i = 0; i < parts.Hosts.Length; i++)
        {
            if (change(parts.Hosts[i]) is { } changed)
            {
                return parts with { Hosts = parts.Hosts.SetItem(i, changed) };
            }
        }

        return null;
    }

    private static ClusterParts? OfTopology(ClusterParts parts, Func<ImmutableArray<HostCell>, ImmutableArray<HostCell>?> change) => OfHost(parts, host =>
        host.Topology.TryGet(out HostTopology? topology) && topology.Cells.Any(cell => !cell.Cpus.IsEmpty)
        && change([.. topology.Cells.OrderBy(cell => cell.Cpus.IsEmpty)]) is { } changed
            ? host with { Topology = Fact.Given(new HostTopology(changed)) }
            : null);

    private static ClusterParts? OfCell(ClusterParts parts, Func<HostCell, HostCell?> change) =>
        OfTopology(parts, cells => change(cells[0]) is { } changed ? cells.SetItem(0, changed) : null);

    private static ClusterParts? OfInstance(ClusterParts parts, Func<Instance, Instance?> change)
    {
        for (int i = 0; i < parts.Instances.Length; i++)
        {
            if (change(parts.Instances[i]) is { } changed)
            {
                return parts with { Instances = parts.Instances.SetItem(i, changed) };
            }
        }

        return null;
    }

    private static ClusterParts? OfPlacement(ClusterParts parts, Func<ImmutableArray<PlacedCell>, ImmutableArray<PlacedCell>?> change) => OfInstance(parts, instance =>
        instance.Placement.TryGet(out GuestPlacement? placement) && placement.Cells.Length > 0
        && parts.Hosts.Single(host => host.Name == instance.Host).Topology.IsKnown
        && change(placement.Cells) is { } changed
            ? instance with { Placement = Fact.Given(new GuestPlacement(changed)) }
            : null);
}
