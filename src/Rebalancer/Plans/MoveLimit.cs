using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Rules;

namespace Rebalancer.Plans;

/// <summary>A number of places that moves take while they run; two moves share a limit when <see cref="Key"/> is the same.</summary>
/// <param name="Key">What is limited: a kind and up to two indexes of the cluster.</param>
/// <param name="Places">How many may run at once, at least 1.</param>
public readonly record struct MoveLimit((string Kind, int First, int Second) Key, int Places)
{
    /// <summary>The limits that a move takes a place in, the narrowest first.</summary>
    /// <remarks>
    /// Moves other than evacuations out of a host (its own limit, 0 being none, else <see cref="PlanLimits.MaxOutOfHost"/>), evacuations
    /// one at a time, members of one strict server group into one host, into a host, per network link, in all.
    /// </remarks>
    /// <exception cref="ArgumentException">The cluster does not know the instance or a host.</exception>
    public static IEnumerable<MoveLimit> Of(Cluster cluster, PlanLimits limits, MoveStep move)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(move);
        return Of(cluster, limits, MovePlace.Of(cluster, move), move.Kind);
    }

    private static IEnumerable<MoveLimit> Of(Cluster cluster, PlanLimits limits, MovePlace place, MoveKind kind)
    {
        if (kind == MoveKind.Evacuate)
        {
            yield return Limit("evacuations", 0, 0, 1);
        }
        else
        {
            int own = cluster.Hosts[place.Source].Migration.MaxConcurrentLive.ValueOr(limits.MaxOutOfHost);
            if (own > 0)
            {
                yield return Limit("out", place.Source, 0, own);
            }
        }

        foreach (int group in cluster.GroupsOf(place.Instance))
        {
            if (cluster.ServerGroups[group].Policy is GroupPolicy.Affinity or GroupPolicy.AntiAffinity)
            {
                yield return Limit("group", group, place.Destination, 1);
            }
        }

        if (limits.MaxIntoHost is { } into)
        {
            yield return Limit("into", place.Destination, 0, into);
        }

        int from = LinkOf(cluster, place.Source);
        int to = LinkOf(cluster, place.Destination);
        if (from >= 0 && cluster.Options.Links[from].MaxConcurrent is { } most)
        {
            yield return Limit("link", from, 0, most);
        }

        if (to >= 0 && to != from && cluster.Options.Links[to].MaxConcurrent is { } mostTo)
        {
            yield return Limit("link", to, 0, mostTo);
        }

        if (limits.MaxInAll is { } all)
        {
            yield return Limit("all", 0, 0, all);
        }
    }

    private static MoveLimit Limit(string kind, int first, int second, int places) => new((kind, first, second), Math.Max(1, places));

    private static int LinkOf(Cluster cluster, int host)
    {
        if (cluster.Hosts[host].Migration.Link.TryGet(out string? name))
        {
            for (int link = 0; link < cluster.Options.Links.Length; link++)
            {
                if (cluster.Options.Links[link].Name == name)
                {
                    return link;
                }
            }
        }

        return -1;
    }
}
