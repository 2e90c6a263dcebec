using System.Collections.Immutable;
using Rebalancer.Model;

namespace Rebalancer.Advice;

/// <summary>Hosts between which instances move as if the hosts were alike: those of one aggregate, or those in none, within one cell.</summary>
/// <param name="Where">What they have in common, such as <c>the aggregate ssd</c>.</param>
/// <param name="Hosts">Their indexes, ascending; at least two.</param>
internal sealed record HostsToCompare(string Where, ImmutableArray<int> Hosts)
{
    /// <summary>All such sets of a cloud, each once, the smallest first.</summary>
    public static ImmutableArray<HostsToCompare> In(Cluster cluster)
    {
        IEnumerable<(string Where, int[] Hosts)> sets = cluster.Aggregates
            .Select(aggregate => ($"the aggregate {(aggregate.Name.Length > 0 ? aggregate.Name : aggregate.Id)}", aggregate.Hosts.Select(cluster.IndexOf).Where(host => host >= 0).Distinct().Order().ToArray()));
        int[] free = [.. Enumerable.Range(0, cluster.Hosts.Length).Where(host => cluster.AggregatesOf(host).IsEmpty)];
        return
        [
            .. sets.Append((free.Length == cluster.Hosts.Length ? "the cloud" : "the hosts in no aggregate", free))
                .SelectMany(set => set.Item2
                    .GroupBy(host => cluster.Hosts[host].Cell.ValueOr(""), StringComparer.Ordinal)
                    .Select(cell => new HostsToCompare(set.Item1, [.. cell])))
                .Where(set => set.Hosts.Length > 1)
                .DistinctBy(set => string.Join(',', set.Hosts))
                .OrderBy(set => set.Hosts.Length),
        ];
    }

    /// <summary>Whether further aggregates keep what differs apart: hosts of the very same aggregates are alike.</summary>
    /// <param name="cluster">The cloud.</param>
    /// <param name="valueOf">What must be alike; <c>null</c> for a host of which nobody knows.</param>
    public bool IsSeparated(Cluster cluster, Func<int, string?> valueOf) => Hosts
        .GroupBy(host => string.Join(',', cluster.AggregatesOf(host)), StringComparer.Ordinal)
        .All(alike => alike.Select(valueOf).Where(value => value is not null).Distinct().Count() <= 1);
}
