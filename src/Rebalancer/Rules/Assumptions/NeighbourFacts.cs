using System.Collections.Immutable;
using Rebalancer.Model;

namespace Rebalancer.Rules.Assumptions;

/// <summary>Takes what is unknown of a host from the hosts near it: those of its aggregates, then of its zone, then of the cloud.</summary>
/// <remarks>
/// The value is the host's own, whoever is at the other end of a move, so that the assumptions of all moves of a plan can be true at
/// once. An aggregate whose hosts were told one value outweighs one whose hosts differ.
/// </remarks>
internal static class NeighbourFacts
{
    /// <summary>The fact of every host.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="zones">The zone of each host.</param>
    /// <param name="read">The fact as it was told.</param>
    /// <param name="asksCloud">Whether hosts of other zones and aggregates count where nobody nearer was told.</param>
    public static ImmutableArray<HostFact<T>> Of<T>(Cluster cluster, ImmutableArray<string?> zones, Func<Host, Fact<T>> read, bool asksCloud)
    {
        var told = new HostFact<T>[cluster.Hosts.Length];
        for (int i = 0; i < told.Length; i++)
        {
            told[i] = read(cluster.Hosts[i]).TryGet(out T? value) ? new HostFact<T>(Standing.Known, value) : default;
        }

        if (Array.TrueForAll(told, fact => fact.IsKnown))
        {
            return [.. told];
        }

        HostFact<T>[] ofAggregates = [.. cluster.Aggregates.Select(aggregate => Joined(aggregate.Hosts.Select(host => told[cluster.IndexOf(host)])))];
        Dictionary<string, HostFact<T>> ofZones = zones.Select((zone, i) => (Zone: zone, Fact: told[i]))
            .GroupBy(pair => pair.Zone ?? "", pair => pair.Fact)
            .ToDictionary(group => group.Key, Joined);
        HostFact<T> ofCloud = asksCloud ? Joined(told) : default;
        return
        [
            .. told.Select((fact, i) => fact.IsKnown ? fact
                : FirstTold(Strongest(cluster.AggregatesOf(i).Select(index => ofAggregates[index])), ofZones[zones[i] ?? ""], ofCloud)),
        ];
    }

    private static HostFact<T> FirstTold<T>(HostFact<T> aggregates, HostFact<T> zone, HostFact<T> cloud) =>
        aggregates.Standing != Standing.Untold ? aggregates : zone.Standing != Standing.Untold ? zone : cloud;

    /// <summary>What several aggregates of one host say together.</summary>
    private static HostFact<T> Strongest<T>(IEnumerable<HostFact<T>> aggregates)
    {
        HostFact<T>[] told = [.. aggregates.Where(fact => fact.Standing != Standing.Untold)];
        HostFact<T>[] single = [.. told.Where(fact => !fact.IsDisputed)];
        return Joined(single.Length > 0 ? single : told);
    }

    /// <summary>What facts say together: nothing, one value, or several.</summary>
    private static HostFact<T> Joined<T>(IEnumerable<HostFact<T>> facts)
    {
        HostFact<T> joined = default;
        foreach (HostFact<T> fact in facts)
        {
            if (fact.IsDisputed || (joined.HasValue && fact.HasValue && !EqualityComparer<T>.Default.Equals(joined.Value, fact.Value)))
            {
                return new HostFact<T>(Standing.Disputed, default);
            }

            if (fact.HasValue)
            {
                joined = new HostFact<T>(Standing.Alike, fact.Value);
            }
        }

        return joined;
    }
}
