using Rebalancer.Planning.Search.Flat;
using Rebalancer.Planning.Search.Local;
using Rebalancer.Planning.Search.Terms;

namespace Rebalancer.Planning.Search;

/// <summary>One thread of a search: pilots that measure the problem, a long cooling, and a shorter one from the incumbent.</summary>
internal sealed class SearchWorker<TTerm>(int index, FlatState<TTerm> state, SharedIncumbent incumbent, SearchSettings settings, SearchClock clock)
    where TTerm : struct, ITerm
{
    private const double PilotShare = 0.05;
    private const double LongUntil = 0.72;
    private const double PilotHot = 10;
    private const double PilotCold = 1e-7;
    private const int PilotRises = 20_000;
    private const double FirstOverflow = 0.05;
    private const double NoOverflowFrom = 0.9;
    private const int BlocksPerLook = 8;

    private readonly Annealing<TTerm> annealing = new(state, AwayPrices.Of(state.Problem), new FastRandom(settings.Seed, index));
    private double leastPrice;

    /// <summary>Moves proposed.</summary>
    public long Tried => annealing.Tried;

    /// <summary>Moves of which the worth was computed.</summary>
    public long Evaluated => annealing.Evaluated;

    private bool IsDone => clock.Spent(Tried) >= 1 || incumbent.Cost <= settings.Bound;

    /// <summary>Searches until the limits are spent or the bound is met.</summary>
    public void Run()
    {
        double rise = annealing.MeanRise(PilotRises);
        leastPrice = rise * state.Problem.InstanceCount / state.Problem.HostCount;
        Cooling pilot = new(rise * PilotHot, rise * PilotHot * PilotCold);
        (long hardCost, Cooling hard) = Pilot(pilot, isSoft: false, PilotShare);
        bool isSoft = false;
        Cooling cooling = hard;
        if (annealing.ToleratedOverflow == 0)
        {
            (long softCost, Cooling soft) = Pilot(pilot, isSoft: true, 2 * PilotShare);
            (isSoft, cooling) = softCost < hardCost ? (true, soft) : (false, hard);
        }

        Cool(cooling, isSoft, LongUntil, null);
        annealing.Restart(incumbent.Copy());
        Cool(cooling.From(0.5), isSoft, 1, null);
    }

    private (long Cost, Cooling Cooling) Pilot(Cooling range, bool isSoft, double until)
    {
        List<(double, long)> trace = [];
        annealing.Restart(state.Problem.Origin);
        long best = Cool(range, isSoft, until, trace);
        return (best, trace.Count > 0 ? Cooling.From(trace) : range);
    }

    private long Cool(Cooling cooling, bool isSoft, double until, List<(double, long)>? trace)
    {
        double from = clock.Spent(Tried), length = Math.Max(1e-9, until - from);
        annealing.Forget();
        while (!IsDone)
        {
            double share = (clock.Spent(Tried) - from) / length;
            if (share >= 1)
            {
                break;
            }

            double temperature = cooling.At(share);
            for (int block = 0; block < BlocksPerLook; block++)
            {
                if (isSoft)
                {
                    double wanted = FirstOverflow * state.Problem.HostCount * FlatState<TTerm>.Share * Math.Max(0, 1 - (share / NoOverflowFrom));
                    annealing.RunSoft(temperature, wanted, leastPrice);
                }
                else
                {
                    annealing.RunHard(temperature);
                }
            }

            trace?.Add((temperature, state.Cost));
            incumbent.Offer(annealing.Best, annealing.BestCost, index);
        }

        annealing.Keep();
        incumbent.Offer(annealing.Best, annealing.BestCost, index);
        return annealing.BestCost;
    }
}
