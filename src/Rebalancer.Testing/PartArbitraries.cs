using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Testing.Generation;
using Rebalancer.Testing.Shrinking;

namespace Rebalancer.Testing;

/// <summary>Parts of small clouds by themselves, as arguments of properties: <c>[Property(Arbitrary = new[] { typeof(PartArbitraries) })]</c>.</summary>
/// <remarks>Each is as it stood in a valid cloud, see <see cref="CloudShape.Small"/>, and shrinks to smaller valid ones.</remarks>
public static class PartArbitraries
{
    /// <summary>Hosts.</summary>
    public static Arbitrary<Host> Host() => Arb.From(
        OneOf(cluster => cluster.Hosts),
        host => Smaller(new ClusterParts { Hosts = [host] }, HostShrinks.Of).Select(cluster => cluster.Hosts[0]));

    /// <summary>Topologies of hosts.</summary>
    public static Arbitrary<HostTopology> HostTopology() => Arb.From(
        OneOf<HostTopology>(cluster => [.. cluster.Hosts.Where(host => host.Topology.IsKnown).Select(host => host.Topology.Value)]),
        topology => topology.Cells.Length < 2 ? [] : topology.Cells.Select(cell => new HostTopology(topology.Cells.Remove(cell))));

    /// <summary>Sets of CPUs, perhaps empty.</summary>
    public static Arbitrary<CpuSet> CpuSet() => Arb.From(
        OneOf<CpuSet>(cluster => [.. cluster.Hosts.Where(host => host.Topology.IsKnown).SelectMany(host => host.Topology.Value.Cells).Select(cell => cell.Cpus), Rebalancer.Numa.CpuSet.Empty]),
        cpus => cpus.Select(cpu => Rebalancer.Numa.CpuSet.Of(cpus.Where(other => other != cpu))));

    /// <summary>Inventories.</summary>
    public static Arbitrary<Inventory> Inventory() => Arb.From(
        OneOf<Inventory>(cluster => [.. cluster.Hosts.SelectMany(host => host.Inventories)]),
        inventory => new[] { inventory with { Reserved = 0 }, inventory with { AllocationRatio = 1 } }.Where(smaller => smaller != inventory));

    /// <summary>Instances.</summary>
    public static Arbitrary<Instance> Instance() => Arb.From(OneOf(cluster => cluster.Instances), Shrink);

    /// <summary>Flavors whose extra specs do not contradict each other.</summary>
    public static Arbitrary<Flavor> Flavor() => Arb.From(
        OneOf<Flavor>(cluster => [.. cluster.Instances.Select(instance => instance.Flavor)]),
        flavor => flavor.ExtraSpecs.Keys.Select(key => flavor with { ExtraSpecs = flavor.ExtraSpecs.Remove(key) })
            .Where(smaller => GuestConstraints.Of(smaller, ImmutableSortedDictionary<string, string>.Empty).Error is null));

    /// <summary>Server groups.</summary>
    public static Arbitrary<ServerGroup> ServerGroup() => Arb.From(
        OneOf(cluster => cluster.ServerGroups),
        group => group.Members.Select(member => group with { Members = group.Members.Remove(member) }));

    /// <summary>Aggregates.</summary>
    public static Arbitrary<Aggregate> Aggregate() => Arb.From(
        OneOf(cluster => cluster.Aggregates),
        aggregate => aggregate.Hosts.Select(host => aggregate with { Hosts = aggregate.Hosts.Remove(host) })
            .Concat(aggregate.Metadata.Keys.Select(key => aggregate with { Metadata = aggregate.Metadata.Remove(key) })));

    private static Gen<T> OneOf<T>(Func<Cluster, ImmutableArray<T>> parts) => Seeds.Gen.Select(seed =>
    {
        ImmutableArray<T> found = Enumerable.Range(0, int.MaxValue).Select(more => parts(Clouds.Generate(CloudShape.Small, unchecked(seed + more)))).First(all => !all.IsEmpty);
        return found[seed % found.Length];
    });

    private static IEnumerable<Instance> Shrink(Instance instance)
    {
        Host roomy = new()
        {
            Name = instance.Host,
            Service = new ComputeService(),
            Inventories = [.. instance.Allocations.Select(held => new Inventory { ResourceClass = held.Key, Total = 1_000_000 })],
        };
        return Smaller(new ClusterParts { Hosts = [roomy], Instances = [instance] }, InstanceShrinks.Of).Select(cluster => cluster.Instances[0]);
    }

    private static IEnumerable<Cluster> Smaller(ClusterParts parts, Func<ClusterParts, IEnumerable<ClusterParts>> shrinks) => shrinks(parts)
        .Where(smaller => CloudWeight.Of(smaller) < CloudWeight.Of(parts)).Select(smaller => Cluster.Build(smaller).OrNull).OfType<Cluster>();
}
