using Google.OrTools.Sat;
using Rebalancer.Planning.Search.Flat;

namespace Rebalancer.Planning.Search.Repacking;

/// <summary>Which hosts to empty: those with the fewest instances, as far as the others can hold everybody.</summary>
internal sealed class HostsToClose
{
    private const double MostDeterministicSeconds = 0.5;
    private const long CountWeight = 1000;

    // Less than one instance, so that a choice near the cheapest empties hardly more of them.
    private const int MostVariation = 750;

    private readonly FlatProblem problem;
    private readonly IReadOnlyList<PooledDemand> pools;
    private readonly int[] members;
    private readonly long[] costs;
    private readonly bool[]? isOffered;
    private readonly bool[] mayClose;

    /// <summary>Looks at where everybody is.</summary>
    /// <param name="problem">Where everybody is.</param>
    /// <param name="mayClose">By host: whether it may be chosen; all may where <c>null</c>.</param>
    public HostsToClose(FlatProblem problem, bool[]? mayClose = null)
    {
        this.problem = problem;
        isOffered = mayClose;
        this.mayClose = MayClose(problem, mayClose);
        pools = PooledDemand.Of(problem);
        members = new int[problem.HostCount];
        var load = new double[problem.HostCount];
        MeanHost mean = new(problem);
        foreach ((int instance, int host) in problem.Origin.Index())
        {
            members[host]++;
            load[host] += mean.SumOfSharesOf(instance);
        }

        // Of hosts with as many instances the least loaded: their instances are the easier to place.
        double heaviest = Math.Max(1e-9, load.Max());
        costs = [.. members.Select((own, host) => (own * CountWeight) + (long)(load[host] / heaviest * (CountWeight / 2)))];
        Most = MostEmpty();
    }

    /// <summary>How many hosts can be empty at most; no placement has more.</summary>
    public int Most { get; }

    /// <summary>The instances of as many hosts with the fewest: no way to empty them, or any others, moves fewer.</summary>
    public int FewestInstances(int count) => members.Where((_, host) => isOffered is null || isOffered[host]).Order().Take(count).Sum();

    /// <summary>By host: whether it is empty now and may be chosen.</summary>
    public bool[] IsEmptyNow => [.. members.Select((own, host) => own == 0 && mayClose[host])];

    /// <summary>Chooses hosts to empty.</summary>
    /// <param name="count">How many hosts are to be empty in the end, those that are now among them.</param>
    /// <param name="fill">The share of the remaining hosts' room that may be used, above 0 and at most 1.</param>
    /// <param name="variant">0 for the cheapest choice; any other number for one near it, each for another.</param>
    /// <returns>By host whether it is to be emptied; <c>null</c> if the others could not hold everybody.</returns>
    public bool[]? Find(int count, double fill, int variant = 0)
    {
        FastRandom random = new(variant, 0);
        long[] varied = variant == 0 ? costs : [.. costs.Select(cost => cost + random.Next(MostVariation))];
        var isClosed = new bool[problem.HostCount];
        foreach (int host in Enumerable.Range(0, problem.HostCount).Where(host => mayClose[host]).OrderBy(host => varied[host]).Take(count))
        {
            isClosed[host] = true;
        }

        return CanHold(isClosed, fill) ? isClosed : Choose(count, fill, varied);
    }

    /// <summary>The instances on the hosts of a choice.</summary>
    public int InstancesOn(bool[] isClosed) => members.Where((_, host) => isClosed[host]).Sum();

    /// <summary>No way to have so many empty hosts moves fewer instances.</summary>
    public int Bound(int count)
    {
        // Instances alone, and what the solver proved of them: a choice weighs load as well, and may not be the cheapest.
        CpModel model = NewModel(1, out BoolVar[] closed);
        model.Add(LinearExpr.Sum(closed) == count);
        model.Minimize(LinearExpr.WeightedSum(closed, members));
        using CpSolver solver = NewSolver();
        return solver.Solve(model) is CpSolverStatus.Optimal or CpSolverStatus.Feasible
            ? Math.Max(FewestInstances(count), (int)Math.Ceiling(solver.BestObjectiveBound - 1e-6))
            : FewestInstances(count);
    }

    /// <summary>The hosts that may be chosen and have somebody on them, the cheapest first.</summary>
    public IEnumerable<int> Cheapest() => Enumerable.Range(0, problem.HostCount).Where(host => mayClose[host] && members[host] > 0).OrderBy(host => costs[host]);

    /// <summary>By host: whether it may be chosen, and everybody there could be somewhere else if that were empty.</summary>
    private static bool[] MayClose(FlatProblem problem, bool[]? mayClose)
    {
        bool[] may = mayClose is null ? [.. Enumerable.Repeat(true, problem.HostCount)] : [.. mayClose];
        foreach (var alike in Enumerable.Range(0, problem.InstanceCount).GroupBy(instance => (problem.ClassOf[instance], string.Join(' ', problem.DemandOf(instance).ToArray()))))
        {
            int[] roomy = [.. Enumerable.Range(0, problem.HostCount).Where(host => IsRoomy(problem, alike.First(), host)).Take(2)];
            foreach (int instance in alike)
            {
                may[problem.Origin[instance]] &= roomy.Any(host => host != problem.Origin[instance]);
            }
        }

        return may;
    }

    private static bool IsRoomy(FlatProblem problem, int instance, int host)
    {
        for (int quantity = 0; quantity < problem.QuantityCount; quantity++)
        {
            if (problem.DemandOf(instance)[quantity] > problem.CapacityOf(host)[quantity])
            {
                return false;
            }
        }

        return problem.AllowedHosts[problem.ClassOf[instance]].Contains(host);
    }

    private bool CanHold(bool[] isClosed, double fill)
    {
        foreach (PooledDemand pool in pools)
        {
            for (int quantity = 0; quantity < pool.Total.Length; quantity++)
            {
                double room = 0;
                for (int host = 0; host < isClosed.Length; host++)
                {
                    room += isClosed[host] || !pool.Hosts.Contains(host) ? 0 : problem.CapacityOf(host)[quantity];
                }

                if (room * fill < pool.Total[quantity])
                {
                    return false;
                }
            }
        }

        return true;
    }

    private bool[]? Choose(int count, double fill, long[] costs)
    {
        CpModel model = NewModel(fill, out BoolVar[] closed);
        model.Add(LinearExpr.Sum(closed) == count);
        model.Minimize(LinearExpr.WeightedSum(closed, costs));
        using CpSolver solver = NewSolver();
        return solver.Solve(model) is CpSolverStatus.Optimal or CpSolverStatus.Feasible ? [.. closed.Select(host => solver.BooleanValue(host))] : null;
    }

    private int MostEmpty()
    {
        bool isUniform = Enumerable.Range(1, problem.HostCount - 1).All(host => problem.CapacityOf(host).SequenceEqual(problem.CapacityOf(0)));
        if (isUniform && pools.Count == 1)
        {
            long needed = problem.InstanceCount > 0 ? 1 : 0;
            for (int quantity = 0; quantity < problem.QuantityCount; quantity++)
            {
                long capacity = Math.Max(1, problem.CapacityOf(0)[quantity]);
                needed = Math.Max(needed, (pools[0].Total[quantity] + capacity - 1) / capacity);
            }

            return (int)Math.Clamp(problem.HostCount - needed, 0, Enumerable.Range(0, problem.HostCount).Count(host => mayClose[host]));
        }

        CpModel model = NewModel(1, out BoolVar[] closed);
        model.Add(LinearExpr.Sum(closed) <= problem.HostCount - Math.Min(1, problem.InstanceCount));
        model.Maximize(LinearExpr.Sum(closed));
        using CpSolver solver = NewSolver();
        return solver.Solve(model) is CpSolverStatus.Optimal or CpSolverStatus.Feasible ? (int)Math.Floor(solver.BestObjectiveBound + 1e-6) : 0;
    }

    private CpModel NewModel(double fill, out BoolVar[] closed)
    {
        CpModel model = new();
        closed = [.. members.Select(_ => model.NewBoolVar(""))];
        for (int host = 0; host < closed.Length; host++)
        {
            if (!mayClose[host])
            {
                model.Add(closed[host] == 0);
            }
        }

        foreach (PooledDemand pool in pools)
        {
            for (int quantity = 0; quantity < pool.Total.Length; quantity++)
            {
                long[] room = [.. Enumerable.Range(0, closed.Length).Select(host => pool.Hosts.Contains(host) ? Math.Min(problem.CapacityOf(host)[quantity], FlatProblem.Unlimited >> 20) : 0)];
                model.Add(LinearExpr.WeightedSum(closed, room) <= Math.Max(0, room.Sum() - (long)Math.Ceiling(pool.Total[quantity] / fill)));
            }
        }

        return model;
    }

    private static CpSolver NewSolver() => new() { StringParameters = FormattableString.Invariant($"num_workers:1,max_deterministic_time:{MostDeterministicSeconds},{SolverParameters.Sound}") };
}
