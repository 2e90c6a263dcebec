using Rebalancer.Planning.Search.Flat;
using Rebalancer.Planning.Search.Local;
using Rebalancer.Planning.Search.Neighbourhoods;
using Rebalancer.Planning.Search.Terms;

namespace Rebalancer.Planning.Search;

/// <summary>
/// One thread of a search: a descent, pilots that measure the problem, then what they speak for (from where the descent ended only
/// the cold end of a cooling; a few moves from the origin; a long cooling, where there is time the better of two), and in the end
/// improvement of what all threads came to.
/// </summary>
internal sealed partial class SearchWorker<TTerm>(int index, FlatState<TTerm> state, Func<TTerm> newTerm, Proposals proposals, SharedIncumbent incumbent, SearchSettings settings, SearchClock clock)
    where TTerm : struct, ITerm
{
    // By which share of the limits each stage ends. Where small gains are worth much, there is more time for them.
    private const double DescentUntil = 0.02;
    private const double PilotsUntil = 0.12;
    private const double FromOriginUntil = 0.17;
    private const double LongUntil = 0.95;
    private const double LongUntilToCloseGap = 0.7;

    // A descent tries every instance at least so often, and takes what costs nothing. However long that is, this share is left for pilots.
    private const double TrialsForDescent = 100;
    private const double LeastForPilots = 0.05;
    private const double Frozen = 1e-9;

    // Where it leaves next to nothing of the gap to the bound, and pilots more, what is left is gained from the coldest temperature on downwards.
    private const double GapAfterDescent = 0.01;
    private const double ColderAfterDescent = 0.1;

    // Two coolings begin if each can propose every instance so often. Compared is the last part of what they came to half way, where most is decided.
    private const int Heats = 2;
    private const double HeatsUntil = 0.475;
    private const double TrialsForHeat = 50_000;
    private const double LastOfHeat = 0.8;

    private const double PilotHot = 30;
    private const double PilotSpan = 1e-4;
    private const int RiseTrials = 20_000;
    private const int BlocksPerLook = 8;

    // What one exact neighbourhood counts for beside trials, so that a limit of trials bounds it too.
    private const long TrialsPerNeighbourhood = 1_000_000;

    private readonly Annealing<TTerm> annealing = new(state, AwayPrices.Of(state.Problem), proposals, new FastRandom(settings.Seed, index));
    private readonly HostsNeighbourhood<TTerm> neighbourhood = new(state, new FastRandom(settings.Seed, ~index));
    private long neighbourhoodsTried;
    private double awayShare;

    // Below this temperature large instances do not push their way in any more. All of a descent is below.
    private double settled = double.PositiveInfinity;
    private double begunAt;

    /// <summary>Moves proposed.</summary>
    public long Tried => annealing.Tried + (noising?.Annealing.Tried ?? 0);

    /// <summary>Moves of which the worth was computed.</summary>
    public long Evaluated => annealing.Evaluated + (noising?.Annealing.Evaluated ?? 0);

    /// <summary>Of what was left when the work began: reading and preparing a large problem takes a while too.</summary>
    private double Spent => begunAt < 1 ? (ClockSpent - begunAt) / (1 - begunAt) : 1;

    private double ClockSpent => clock.Spent(Tried + (neighbourhoodsTried * TrialsPerNeighbourhood));

    private bool IsDone => Spent >= 1 || incumbent.Cost <= settings.Bound;

    /// <summary>Searches until the limits are spent or the bound is met.</summary>
    public void Run()
    {
        begunAt = ClockSpent;
        double rise = annealing.MeanRise(RiseTrials), gap = (double)state.Cost - settings.Bound;
        (int[] bottom, long bottomCost) = Descend();
        Cooling range = new(rise * PilotHot, rise * PilotHot * PilotSpan);
        settled = range.Settled;
        (Cooling cooling, long pilotCost) = Pilots(range);
        settled = cooling.Settled;
        if (bottomCost < pilotCost && (double)bottomCost - settings.Bound < GapAfterDescent * gap)
        {
            annealing.Restart(bottom);
            Cool(AfterDescent(cooling), Leg.Whole, LongUntil, null);
        }
        else if (!cooling.ClosesGap || FromOrigin() >= pilotCost)
        {
            LongCooling(cooling);
        }

        Improve(cooling);
    }

    /// <summary>Takes whatever is better, from the origin, for a short time: so there is a good incumbent at once, where there is little time for the best.</summary>
    private (int[] Placement, long Cost) Descend()
    {
        annealing.Forget();
        while (!IsDone && (Spent < DescentUntil || Tried < TrialsForDescent * state.Problem.InstanceCount))
        {
            TryAt(Frozen);
        }

        long cost = Kept();
        return ([.. annealing.Best], cost);
    }

    /// <summary>Pilots that were too short to freeze do not tell how cold it has to get; going on downhill gains the most then.</summary>
    private static Cooling AfterDescent(Cooling cooling) =>
        cooling.ClosesGap ? new Cooling(cooling.Cold, cooling.Cold * ColderAfterDescent) : new Cooling(Frozen, Frozen);

    /// <summary>Cooling scatters everybody and brings back whom it can. Where few moves close the gap, they are found from the origin instead.</summary>
    /// <returns>The cost that these few moves come to.</returns>
    private long FromOrigin()
    {
        annealing.Restart(state.Problem.Origin);
        SolveNeighbourhoods(FromOriginUntil);
        return state.Cost;
    }

    private void LongCooling(Cooling cooling)
    {
        double until = cooling.ClosesGap ? LongUntilToCloseGap : LongUntil;
        Leg rest = Leg.Whole;
        int[] start = state.Problem.Origin;
        if (HasTimeForHeats(until))
        {
            (Leg first, rest) = rest.SplitAt(HeatsUntil);
            start = BetterOfHeats(cooling, first, until);
        }

        annealing.Restart(start);
        Cool(cooling, rest, until, null);
    }

    /// <summary>Whether two coolings can begin and still be slow enough.</summary>
    private bool HasTimeForHeats(double until) =>
        Tried / Spent * (until - Spent) > Heats * TrialsForHeat * state.Problem.InstanceCount;

    /// <summary>Begins several coolings from the origin; where the one is that came furthest.</summary>
    private int[] BetterOfHeats(Cooling cooling, Leg leg, double until)
    {
        double length = (until - Spent) * leg.To / (1 + ((Heats - 1) * leg.To));
        (double Cost, int[] Placement) best = (double.PositiveInfinity, [.. state.Problem.Origin]);
        for (int heat = 0; heat < Heats && !IsDone; heat++)
        {
            List<(double, long Cost)> trace = [];
            annealing.Restart(state.Problem.Origin);
            Cool(cooling, leg, Spent + length, trace);

            // At these temperatures the cost of a moment says little.
            double cost = trace.Skip((int)(trace.Count * LastOfHeat)).Select(point => (double)point.Cost).DefaultIfEmpty(double.MaxValue).Average();
            if (cost < best.Cost)
            {
                best = (cost, [.. state.HostOf]);
            }
        }

        return best.Placement;
    }

    /// <summary>Tries every share of the prices for a short time and keeps the one that came furthest; gives the temperatures where it did, and its cost.</summary>
    private (Cooling, long) Pilots(Cooling range)
    {
        ReadOnlySpan<double> shares = AwayPrices.SharesFor(state.Problem);
        (long Cost, double AwayShare, Cooling Cooling) best = (long.MaxValue, shares[0], new Cooling(Frozen, Frozen));
        double from = Spent, length = Math.Max(PilotsUntil, from + LeastForPilots) - from;
        for (int pilot = 0; pilot < shares.Length && !IsDone; pilot++)
        {
            List<(double, long)> trace = [];
            annealing.Restart(state.Problem.Origin);
            awayShare = shares[pilot];
            long cost = Cool(range, Leg.Whole, from + (length * (pilot + 1) / shares.Length), trace);
            if (cost < best.Cost && trace.Count > 0)
            {
                best = (cost, awayShare, Cooling.From(trace, settings.Bound));
            }
        }

        awayShare = best.AwayShare;
        return (best.Cooling, best.Cost);
    }

    private long Cool(Cooling cooling, Leg leg, double until, List<(double, long)>? trace)
    {
        double from = Spent, length = Math.Max(1e-9, until - from);
        annealing.Forget();
        while (!IsDone)
        {
            double share = (Spent - from) / length;
            if (share >= 1)
            {
                break;
            }

            double temperature = cooling.At(leg.At(share));
            TryAt(temperature);
            trace?.Add((temperature, state.Cost));
        }

        return Kept();
    }

    private long Kept()
    {
        annealing.Keep();
        incumbent.Offer(annealing.Best, annealing.BestCost, index);
        return annealing.BestCost;
    }

    private void TryAt(double temperature)
    {
        for (int block = 0; block < BlocksPerLook; block++)
        {
            annealing.Run(temperature, awayShare, temperature > settled);
        }

        incumbent.Offer(annealing.Best, annealing.BestCost, index);
    }
}
