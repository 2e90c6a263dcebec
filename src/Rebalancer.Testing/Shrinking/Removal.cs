using System.Collections.Immutable;
using Rebalancer.Model;

namespace Rebalancer.Testing.Shrinking;

/// <summary>Takes hosts, instances, groups, aggregates and moves in flight out of a cloud, with all that refers to them.</summary>
internal static class Removal
{
    /// <summary>The parts with one thing less, or with half of the instances.</summary>
    public static IEnumerable<ClusterParts> Of(ClusterParts parts)
    {
        if (parts.Instances.Length > 3)
        {
            int half = parts.Instances.Length / 2;
            yield return WithoutInstances(parts, parts.Instances[..half]);
            yield return WithoutInstances(parts, parts.Instances[half..]);
        }

        foreach (Host host in parts.Hosts.Length > 1 ? parts.Hosts : [])
        {
            yield return WithoutHost(parts, host.Name);
        }

        foreach (Instance instance in parts.Instances)
        {
            yield return WithoutInstances(parts, [instance]);
        }

        foreach (MoveInFlight move in parts.MovesInFlight)
        {
            yield return WithoutMoves(parts, [move]);
        }

        foreach (ServerGroup group in parts.ServerGroups)
        {
            yield return parts with { ServerGroups = parts.ServerGroups.Remove(group) };
            foreach (InstanceId member in group.Members)
            {
                yield return parts with { ServerGroups = parts.ServerGroups.Replace(group, group with { Members = group.Members.Remove(member) }) };
            }
        }

        foreach (Aggregate aggregate in parts.Aggregates)
        {
            yield return parts with { Aggregates = parts.Aggregates.Remove(aggregate) };
        }
    }

    private static ClusterParts WithoutHost(ClusterParts parts, HostName host)
    {
        ClusterParts emptied = WithoutInstances(parts, [.. parts.Instances.Where(instance => instance.Host == host)]);
        emptied = WithoutMoves(emptied, [.. emptied.MovesInFlight.Where(move => move.Source == host || move.Destination == host)]);
        return emptied with
        {
            Hosts = emptied.Hosts.RemoveAll(candidate => candidate.Name == host),
            Aggregates = [.. emptied.Aggregates.Select(aggregate => aggregate with { Hosts = aggregate.Hosts.Remove(host) })],
        };
    }

    private static ClusterParts WithoutInstances(ClusterParts parts, ImmutableArray<Instance> gone)
    {
        HashSet<InstanceId> ids = [.. gone.Select(instance => instance.Id)];
        return parts with
        {
            Instances = [.. parts.Instances.Where(instance => !ids.Contains(instance.Id)).Select(instance => WithoutHintsAbout(instance, ids))],
            ServerGroups = [.. parts.ServerGroups.Select(group => group with { Members = group.Members.RemoveAll(ids.Contains) })],
            MovesInFlight = parts.MovesInFlight.RemoveAll(move => ids.Contains(move.Instance)),
        };
    }

    private static ClusterParts WithoutMoves(ClusterParts parts, ImmutableArray<MoveInFlight> gone)
    {
        HashSet<InstanceId> settled = [.. gone.Select(move => move.Instance)];
        return parts with
        {
            MovesInFlight = parts.MovesInFlight.RemoveRange(gone),
            Instances = [.. parts.Instances.Select(instance => settled.Contains(instance.Id)
                ? instance with { VmState = VmState.Active, TaskState = null, PowerState = PowerState.Running }
                : instance)],
        };
    }

    private static Instance WithoutHintsAbout(Instance instance, HashSet<InstanceId> gone) =>
        instance.SchedulerHints.TryGet(out ImmutableSortedDictionary<string, ImmutableArray<string>>? hints)
        && hints.Values.Any(ids => ids.Any(id => gone.Contains(new InstanceId(id))))
            ? instance with { SchedulerHints = Fact.From(hints.Clear(), instance.SchedulerHints.Source) }
            : instance;
}
