using Google.OrTools.Sat;
using Rebalancer.Planning.Search.Flat;

namespace Rebalancer.Planning.Search.Repacking;

/// <summary>Which hosts to empty: those with the fewest instances, as far as the others can hold everybody.</summary>
internal static class HostsToClose
{
    private const double MostDeterministicSeconds = 1;
    private const long CountWeight = 1000;

    /// <summary>Chooses hosts to empty.</summary>
    /// <param name="problem">Where everybody is.</param>
    /// <param name="count">How many hosts are to be empty in the end, those that are now among them.</param>
    /// <param name="fill">The share of the remaining hosts' room that may be used, above 0 and at most 1.</param>
    /// <param name="bound">With a fill of 1: no way to have so many empty hosts moves fewer instances.</param>
    /// <returns>By host whether it is to be emptied; <c>null</c> if the others could not hold everybody.</returns>
    public static bool[]? Find(FlatProblem problem, int count, double fill, out int bound)
    {
        int[] members = new int[problem.HostCount];
        var load = new double[problem.HostCount];
        double[] scale = GreedyRepacking.Scale(problem);
        foreach ((int instance, int host) in problem.Origin.Index())
        {
            members[host]++;
            for (int quantity = 0; quantity < scale.Length; quantity++)
            {
                load[host] += problem.DemandOf(instance)[quantity] * scale[quantity];
            }
        }

        // Of hosts with as many instances the least loaded: their instances are the easier to place.
        double heaviest = Math.Max(1e-9, load.Max());
        long[] costs = [.. members.Select((own, host) => (own * CountWeight) + (long)(load[host] / heaviest * (CountWeight / 2)))];
        var isClosed = new bool[problem.HostCount];
        foreach (int host in Enumerable.Range(0, problem.HostCount).OrderBy(host => costs[host]).Take(count))
        {
            isClosed[host] = true;
        }

        long[] total = TotalDemand(problem);
        if (!CanHold(problem, isClosed, total, fill) && !Choose(problem, count, costs, total, fill, isClosed))
        {
            bound = 0;
            return null;
        }

        bound = isClosed.Select((closed, host) => closed ? members[host] : 0).Sum();
        return isClosed;
    }

    /// <summary>How many hosts can be empty at most, if instances could be cut in pieces and every host took any.</summary>
    public static int Most(FlatProblem problem)
    {
        long[] total = TotalDemand(problem);
        int needed = problem.InstanceCount > 0 ? 1 : 0;
        for (int quantity = 0; quantity < total.Length; quantity++)
        {
            long held = 0;
            int count = 0;
            foreach (long capacity in Enumerable.Range(0, problem.HostCount).Select(host => problem.CapacityOf(host)[quantity]).OrderDescending())
            {
                if (held >= total[quantity])
                {
                    break;
                }

                held += capacity;
                count++;
            }

            needed = Math.Max(needed, count);
        }

        return problem.HostCount - needed;
    }

    private static long[] TotalDemand(FlatProblem problem)
    {
        var total = new long[problem.QuantityCount];
        for (int instance = 0; instance < problem.InstanceCount; instance++)
        {
            for (int quantity = 0; quantity < total.Length; quantity++)
            {
                total[quantity] += problem.DemandOf(instance)[quantity];
            }
        }

        return total;
    }

    private static bool CanHold(FlatProblem problem, bool[] isClosed, long[] total, double fill)
    {
        for (int quantity = 0; quantity < total.Length; quantity++)
        {
            long room = 0;
            for (int host = 0; host < isClosed.Length; host++)
            {
                room += isClosed[host] ? 0 : problem.CapacityOf(host)[quantity];
            }

            if (room * fill < total[quantity])
            {
                return false;
            }
        }

        return true;
    }

    private static bool Choose(FlatProblem problem, int count, long[] costs, long[] total, double fill, bool[] isClosed)
    {
        CpModel model = new();
        BoolVar[] closed = [.. isClosed.Select((now, host) => model.NewBoolVar(""))];
        model.Add(LinearExpr.Sum(closed) == count);
        for (int quantity = 0; quantity < total.Length; quantity++)
        {
            long[] room = [.. Enumerable.Range(0, isClosed.Length).Select(host => problem.CapacityOf(host)[quantity])];
            long spare = room.Sum() - (long)Math.Ceiling(total[quantity] / fill);
            model.Add(LinearExpr.WeightedSum(closed, room) <= spare);
        }

        model.Minimize(LinearExpr.WeightedSum(closed, costs));
        using CpSolver solver = new() { StringParameters = FormattableString.Invariant($"num_workers:1,max_deterministic_time:{MostDeterministicSeconds}") };
        CpSolverStatus status = solver.Solve(model);
        for (int host = 0; host < isClosed.Length && status is CpSolverStatus.Optimal or CpSolverStatus.Feasible; host++)
        {
            isClosed[host] = solver.BooleanValue(closed[host]);
        }

        return status is CpSolverStatus.Optimal or CpSolverStatus.Feasible;
    }
}
