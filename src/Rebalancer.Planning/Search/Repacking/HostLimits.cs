using Rebalancer.Planning.Search.Flat;

namespace Rebalancer.Planning.Search.Repacking;

/// <summary>A flat problem with other limits on its hosts; everything else is shared with the one it was made from.</summary>
internal static class HostLimits
{
    /// <summary>Nobody may go to some hosts any more; what they can hold stays.</summary>
    public static FlatProblem WithoutArrivals(FlatProblem problem, bool[] isClosed) => With(problem, isClosed, problem.Capacities);

    /// <summary>Nobody may be on some hosts in the end.</summary>
    public static FlatProblem Closed(FlatProblem problem, bool[] isClosed)
    {
        long[] capacities = [.. problem.Capacities];
        for (int host = 0; host < isClosed.Length; host++)
        {
            if (isClosed[host])
            {
                capacities.AsSpan(host * problem.LaneCount, problem.QuantityCount).Clear();
            }
        }

        return With(problem, isClosed, capacities);
    }

    /// <summary>Hosts have so much room and no more.</summary>
    public static FlatProblem With(FlatProblem problem, long[] capacities) => With(problem, new bool[problem.HostCount], capacities);

    /// <summary>Room is a matter of cost and no longer of rules.</summary>
    public static FlatProblem Soft(FlatProblem problem)
    {
        var capacities = new long[problem.Capacities.Length];
        Array.Fill(capacities, FlatProblem.Unlimited);
        return With(problem, new bool[problem.HostCount], capacities);
    }

    private static FlatProblem With(FlatProblem problem, bool[] isClosed, long[] capacities)
    {
        FlatProblem changed = new(problem.HostCount, problem.InstanceCount, problem.QuantityCount) { Groups = problem.Groups };
        capacities.CopyTo(changed.Capacities, 0);
        problem.Demands.CopyTo(changed.Demands, 0);
        problem.HeldAtBothEnds.CopyTo(changed.HeldAtBothEnds, 0);
        problem.Origin.CopyTo(changed.Origin, 0);
        problem.GroupOf.CopyTo(changed.GroupOf, 0);
        problem.DomainOf.CopyTo(changed.DomainOf, 0);
        int first = changed.AllowedHosts.Count;
        foreach (HostSet allowed in problem.AllowedHosts)
        {
            changed.AddClass(HostSet.Of(problem.HostCount, host => !isClosed[host] && allowed.Contains(host)));
        }

        for (int instance = 0; instance < problem.InstanceCount; instance++)
        {
            changed.ClassOf[instance] = first + problem.ClassOf[instance];
        }

        return changed;
    }
}
