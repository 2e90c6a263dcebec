using Rebalancer.Planning.Search.Flat;

namespace Rebalancer.Planning.Search.Repacking;

/// <summary>What instances that may only be on some hosts demand together, so that those hosts must have room for it.</summary>
/// <param name="Hosts">The hosts, one class's or those of several.</param>
/// <param name="Total">By quantity: the demand of everybody who may be on no other host.</param>
internal sealed record PooledDemand(HostSet Hosts, long[] Total)
{
    private const int MostPools = 256;
    private const int MostHostsOfPools = 100_000;

    /// <summary>The pools of a problem: all hosts, each class's hosts, and unions of them.</summary>
    public static IReadOnlyList<PooledDemand> Of(FlatProblem problem)
    {
        // An instance stays where it is allowed only by being there.
        int[] inUse = [.. problem.ClassOf.Distinct()];
        List<HostSet> unions = [HostSet.All(problem.HostCount)];
        int most = Math.Clamp(MostHostsOfPools / problem.HostCount, 1, MostPools);
        foreach (HostSet allowed in inUse.Select(kind => problem.AllowedHosts[kind]))
        {
            foreach (HostSet union in unions.Skip(1).Select(other => HostSet.Union(allowed, other)).Prepend(allowed).ToArray())
            {
                if (unions.Count < most && !unions.Any(known => known.Words.SequenceEqual(union.Words)))
                {
                    unions.Add(union);
                }
            }
        }

        return [.. unions.Select(union => new PooledDemand(union, TotalOf(problem, union, inUse)))];
    }

    private static long[] TotalOf(FlatProblem problem, HostSet hosts, int[] classes)
    {
        HashSet<int> within = [.. classes.Where(kind => problem.AllowedHosts[kind].IsWithin(hosts))];
        var total = new long[problem.QuantityCount];
        for (int instance = 0; instance < problem.InstanceCount; instance++)
        {
            if (within.Contains(problem.ClassOf[instance]) && hosts.Contains(problem.Origin[instance]))
            {
                for (int quantity = 0; quantity < total.Length; quantity++)
                {
                    total[quantity] += problem.DemandOf(instance)[quantity];
                }
            }
        }

        return total;
    }
}
