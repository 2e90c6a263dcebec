using Rebalancer.Planning.Search.Flat;
using Rebalancer.Planning.Search.Terms;

namespace Rebalancer.Planning.Search.Balancing;

/// <summary>Anneals towards even load with no more moves than allowed.</summary>
/// <remarks>What a proposal does to the load is known without making it; only what would be taken is held against capacities and groups.</remarks>
internal sealed class BalanceAnnealing
{
    // Temperatures, in squares of a host's share at the start. One host that stays uneven for want of a move has to be worth less than the
    // hottest; at the coldest nothing is taken any more that makes the load less even.
    private const double Hot = 0.2;
    private const double Cold = 5e-5;

    private const int Block = 8_192;
    private const int BlocksPerSum = 128;

    private readonly FlatProblem problem;
    private readonly FlatState<MoveCostTerm> state;
    private readonly BinShares shares;
    private readonly BinShares side;
    private readonly double? sideWeight;
    private readonly double sideLimit;
    private readonly double scale;
    private readonly int mostMoves;
    private readonly BalanceMoveDraw draw;
    private readonly int[] best;
    private FastRandom random;

    /// <param name="problem">Where everybody is, and what is allowed.</param>
    /// <param name="goal">What shall be even.</param>
    /// <param name="mostMoves">How many instances may end elsewhere.</param>
    /// <param name="start">A placement that is allowed and has no more moves.</param>
    /// <param name="random">What every random choice is drawn from.</param>
    public BalanceAnnealing(FlatProblem problem, BalanceGoal goal, int mostMoves, int[] start, FastRandom random)
    {
        this.problem = problem;
        this.mostMoves = mostMoves;
        this.random = random;
        state = new(problem, new MoveCostTerm(problem.Origin, new long[problem.InstanceCount]));
        shares = new BinShares(goal.Main, goal.BinOf);
        side = new BinShares(goal.Side, goal.BinOf);
        sideWeight = goal.SideWeight;
        sideLimit = goal.Side.Sizes.Length * goal.SideDeviation * goal.SideDeviation;
        shares.Load(problem.Origin);
        side.Load(problem.Origin);
        scale = Math.Max(1e-12, Cost(shares.Unevenness, sideWeight is null ? 0 : side.Unevenness) / problem.HostCount);
        draw = new BalanceMoveDraw(problem, state);
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

    /// <summary>Cools once, and goes back to the best.</summary>
    /// <param name="progress">How far the cooling is, from 0 to 1, after so many proposals in all.</param>
    /// <returns>What this cooling came to, which may be worse than the best.</returns>
    public double Cool(Func<long, double> progress)
    {
        long block = 0;
        for (double done = progress(Tried); done < 1 && BestCost > 0; done = progress(Tried))
        {
            // Sums of doubles drift.
            if (block++ % BlocksPerSum == 0)
            {
                Load(state.HostOf.ToArray());
            }

            Run(scale * Hot * Math.Pow(Cold / Hot, Math.Max(0, done)));
        }

        double reached = Cost(shares.Unevenness, side.Unevenness);
        Load(best);
        return reached;
    }

    private double Cost(double unevenness, double sideUnevenness) =>
        unevenness + (sideWeight is { } weight ? weight * sideUnevenness : Math.Max(0, sideUnevenness - sideLimit));

    private void Load(int[] placement)
    {
        state.Load(placement);
        shares.Load(placement);
        side.Load(placement);
    }

    private void Run(double temperature)
    {
        double cost = Cost(shares.Unevenness, side.Unevenness);
        for (int trial = 0; trial < Block; trial++)
        {
            BalanceMove move = draw.Next(ref random);
            if (move.IsNone || state.Away.Count + AwayChange(move.First, move.FirstTo) + (move.IsPair ? AwayChange(move.Second, move.SecondTo) : 0) > mostMoves)
            {
                continue;
            }

            double after = Cost(shares.After(state.HostOf, move), side.After(state.HostOf, move));
            if (after - cost <= -temperature * Math.Log(Math.Max(1e-12, random.NextDouble())) && TryMove(move))
            {
                cost = after;
                Keep(cost);
            }
        }

        Tried += Block;
    }

    private int AwayChange(int instance, int to) =>
        (to != problem.Origin[instance] ? 1 : 0) - (state.HostOf[instance] != problem.Origin[instance] ? 1 : 0);

    /// <summary>Makes a move if capacities and groups allow it, one instance after the other or both at once.</summary>
    private bool TryMove(BalanceMove move)
    {
        int from = state.HostOf[move.First];
        if (!move.IsPair)
        {
            return TryMove(move.First, move.FirstTo);
        }

        if (state.HostOf[move.Second] == move.FirstTo && from == move.SecondTo)
        {
            if (!state.AllowsSwap(move.First, move.Second))
            {
                return false;
            }

            Move(move.First, move.FirstTo);
            Move(move.Second, move.SecondTo);
            return true;
        }

        return TryInTurn(move.First, move.FirstTo, move.Second, move.SecondTo) || TryInTurn(move.Second, move.SecondTo, move.First, move.FirstTo);
    }

    private bool TryInTurn(int first, int firstTo, int second, int secondTo)
    {
        int from = state.HostOf[first];
        if (!TryMove(first, firstTo))
        {
            return false;
        }

        if (TryMove(second, secondTo))
        {
            return true;
        }

        Move(first, from);
        return false;
    }

    private bool TryMove(int instance, int to)
    {
        if (!state.AllowsMove(instance, to))
        {
            return false;
        }

        Move(instance, to);
        return true;
    }

    private void Move(int instance, int to)
    {
        int from = state.HostOf[instance];
        shares.Move(instance, from, to);
        side.Move(instance, from, to);
        state.Move(instance, to);
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
