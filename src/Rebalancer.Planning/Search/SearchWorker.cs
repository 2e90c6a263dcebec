using Rebalancer.Planning.Search.Flat;
using Rebalancer.Planning.Search.Local;
using Rebalancer.Planning.Search.Neighbourhoods;
using Rebalancer.Planning.Search.Terms;

namespace Rebalancer.Planning.Search;

/// <summary>One thread of a search: pilots that measure the problem, a long cooling, and a shorter one from the incumbent.</summary>
internal sealed class SearchWorker<TTerm>(int index, FlatState<TTerm> state, SharedIncumbent incumbent, SearchSettings settings, SearchClock clock)
    where TTerm : struct, ITerm
{
    private const double PilotShare = 0.06;
    private static readonly double LongUntil = double.Parse(Environment.GetEnvironmentVariable("LU") ?? "0.7");
    private static readonly double ReheatUntil = double.Parse(Environment.GetEnvironmentVariable("RU") ?? "0.85");
    private const double PilotHot = 10;
    private const double PilotCold = 1e-7;
    private const int PilotRises = 20_000;
    private const double ReheatShare = 0.5;
    private const int BlocksPerLook = 8;

    private readonly Annealing<TTerm> annealing = new(state, AwayPrices.Of(state.Problem), new FastRandom(settings.Seed, index));

    /// <summary>Moves proposed.</summary>
    public long Tried => annealing.Tried;

    /// <summary>Moves of which the worth was computed.</summary>
    public long Evaluated => annealing.Evaluated;

    private bool IsDone => clock.Spent(Tried) >= 1 || incumbent.Cost <= settings.Bound;

    /// <summary>Searches until the limits are spent or the bound is met.</summary>
    public void Run()
    {
        double rise = annealing.MeanRise(PilotRises);
        Cooling cooling = Pilot(new Cooling(rise * PilotHot, rise * PilotHot * PilotCold));
        if (Environment.GetEnvironmentVariable("COOL") is { } c) { double[] v = [.. c.Split(':').Select(x => double.Parse(x, System.Globalization.CultureInfo.InvariantCulture))]; cooling = new Cooling(v[0], v[1]); }
        Console.Error.WriteLine($"rise {rise} cooling {cooling} best {incumbent.Cost} at {clock.Elapsed}");
        Cool(cooling, LongUntil, null);
        Console.Error.WriteLine($"long best {incumbent.Cost}");
        annealing.Restart(incumbent.Copy());
        Cool(cooling.From(ReheatShare), ReheatUntil, null);
        Console.Error.WriteLine($"reheat best {incumbent.Cost}");
        Polish();
        Console.Error.WriteLine($"polish best {incumbent.Cost} {steps} {paid}");
    }

    private int steps, paid;

    private void Polish()
    {
        annealing.Restart(incumbent.Copy());
        HostsNeighbourhood<TTerm> neighbourhood = new(state, new FastRandom(settings.Seed, ~index));
        while (!IsDone)
        {
            steps++;
            if (neighbourhood.Step()) { paid++;
                incumbent.Offer(state.HostOf, state.Cost, index); }
        }
    }

    private Cooling Pilot(Cooling range)
    {
        List<(double, long)> trace = [];
        Cool(range, PilotShare, trace);
        return trace.Count > 0 ? Cooling.From(trace) : range;
    }

    private void Cool(Cooling cooling, double until, List<(double, long)>? trace)
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
                annealing.Run(temperature);
            }

            trace?.Add((temperature, state.Cost));
            incumbent.Offer(annealing.Best, annealing.BestCost, index);
        }

        annealing.Keep();
        incumbent.Offer(annealing.Best, annealing.BestCost, index);
    }
}
