using Rebalancer.Planning.Search.Flat;
using Rebalancer.Planning.Search.Repacking;
using Rebalancer.Planning.Search.Terms;

namespace Rebalancer.Planning.Search.Balancing;

/// <summary>Anneals towards even load with no more moves than allowed: who is moved changes places with who is not.</summary>
internal sealed class BalanceAnnealing
{
    private const double Hot = 0.1;
    private const double Cold = 1e-6;
    private const int Block = 1024;

    private readonly FlatProblem problem;
    private readonly FlatState<MoveCostTerm> state;
    private readonly BinShares shares;
    private readonly BinShares side;
    private readonly double? sideWeight;
    private readonly double sideLimit;
    private readonly double scale;
    private readonly int mostMoves;
    private readonly IndexBag away;
    private readonly int[] best;
    private FastRandom random;

    public BalanceAnnealing(FlatProblem problem, BalanceGoal goal, int mostMoves, int[] start, int seed)
    {
        this.problem = problem;
        this.mostMoves = mostMoves;
        random = new FastRandom(seed, 1);
        state = new(problem, new MoveCostTerm(problem.Origin, new long[problem.InstanceCount]));
        shares = new BinShares(goal.Main, goal.BinOf);
        side = new BinShares(goal.Side, goal.BinOf);
        sideWeight = goal.SideWeight;
        sideLimit = goal.Side.Sizes.Length * goal.SideDeviation * goal.SideDeviation;
        shares.Load(problem.Origin);
        side.Load(problem.Origin);
        scale = Math.Max(1e-12, Cost(shares.Unevenness, sideWeight is null ? 0 : side.Unevenness) / problem.HostCount);
        away = new IndexBag(problem.InstanceCount);
        best = [.. start];
        Load(start);
        BestCost = Cost(shares.Unevenness, side.Unevenness);
    }

    /// <summary>Moves proposed.</summary>
    public long Tried { get; private set; }

    /// <summary>The sum of squares of <see cref="Best"/>, and what the second load is too uneven by.</summary>
    public double BestCost { get; private set; }

    /// <summary>The best placement.</summary>
    public ReadOnlySpan<int> Best => best;

    /// <summary>Cools once.</summary>
    public void Cool(long trials, Func<bool> isOver)
    {
        for (long done = 0; done < trials; done += Block)
        {
            if ((done & 0xffff) == 0)
            {
                // Sums of doubles drift.
                Load(state.HostOf.ToArray());
                if (isOver())
                {
                    break;
                }
            }

            Run(scale * Hot * Math.Pow(Cold / Hot, (double)done / trials));
        }

        Load(best);
    }

    private double Cost(double unevenness, double sideUnevenness) =>
        unevenness + (sideWeight is { } weight ? weight * sideUnevenness : Math.Max(0, sideUnevenness - sideLimit));

    private void Load(int[] placement)
    {
        state.Load(placement);
        shares.Load(placement);
        side.Load(placement);
        for (int instance = 0; instance < placement.Length; instance++)
        {
            away.Set(instance, placement[instance] != problem.Origin[instance]);
        }
    }

    private void Run(double temperature)
    {
        double cost = Cost(shares.Unevenness, side.Unevenness);
        for (int trial = 0; trial < Block; trial++)
        {
            ulong bits = random.Next();
            int instance = (bits & 1) != 0 && away.Count > 0 ? away[random.Next(away.Count)] : random.Next(problem.InstanceCount);
            int from = state.HostOf[instance], origin = problem.Origin[instance];
            int to = from != origin && (bits & 0xe) == 0 ? origin : random.Next(problem.HostCount);
            if (to == from)
            {
                continue;
            }

            // Where no more may move, somebody comes home for it.
            int returning = -1, returnedFrom = -1;
            if (from == origin && (away.Count >= mostMoves || (bits & 0x30) == 0) && away.Count > 0)
            {
                returning = away[random.Next(away.Count)];
                returnedFrom = state.HostOf[returning];
                if (!state.AllowsMove(returning, problem.Origin[returning]))
                {
                    continue;
                }

                Move(returning, problem.Origin[returning]);
            }

            double after = double.PositiveInfinity;
            if (away.Count + (from == origin ? 1 : 0) <= mostMoves && state.AllowsMove(instance, to))
            {
                after = Cost(shares.After(shares.LoadOf(instance), from, to), side.After(side.LoadOf(instance), from, to));
            }

            if (after - cost <= -temperature * Math.Log(Math.Max(1e-12, random.NextDouble())))
            {
                Move(instance, to);
                cost = after;
                Keep(cost);
            }
            else if (returning >= 0)
            {
                Move(returning, returnedFrom);
            }
        }

        Tried += Block;
    }

    private void Move(int instance, int to)
    {
        int from = state.HostOf[instance];
        shares.Move(instance, from, to);
        side.Move(instance, from, to);
        state.Move(instance, to);
        away.Set(instance, to != problem.Origin[instance]);
    }

    private void Keep(double cost)
    {
        if (cost < BestCost * (1 - 1e-9))
        {
            BestCost = cost;
            state.HostOf.CopyTo(best);
        }
    }
}
