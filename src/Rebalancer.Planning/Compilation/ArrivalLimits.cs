using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Compilation;

/// <summary>What the hosts may hold of each resource class once an instance arrives: Placement's capacity, and less where a policy says so.</summary>
internal static class ArrivalLimits
{
    /// <summary>The limits by host and class, row by row.</summary>
    public static long[] Of(PlanState start, Profile profile)
    {
        Cluster cluster = start.Cluster;
        int classes = cluster.ResourceClasses.Length;
        var limits = new long[cluster.Hosts.Length * classes];
        for (int host = 0; host < cluster.Hosts.Length; host++)
        {
            for (int c = 0; c < classes; c++)
            {
                limits[(host * classes) + c] = start.ArrivalLimitOf(host, c, profile);
            }
        }

        return limits;
    }

    /// <summary>The same with a share of every capacity kept free.</summary>
    public static long[] WithHeadroom(long[] limits, double headroom) =>
        headroom == 0 ? limits : [.. limits.Select(limit => (long)Math.Floor(limit * (1 - headroom)))];
}
