using Rebalancer.Planning.Search.Local;

namespace Rebalancer.Planning.Search;

/// <content>What is done in the end, over and over.</content>
internal sealed partial class SearchWorker<TTerm>
{
    // One turn of improving; coolings that do not pay get longer.
    private const double Turn = 0.005;
    private const double ShortestReheat = 0.0025;
    private const double LongestReheat = 0.05;
    private const double ReheatGrowth = 1.2;
    private const double MostReheat = 0.5;
    private const double ShareOfNoise = 0.3;

    private WeightNoising<TTerm>? noising;
    private double reheat = Turn;

    /// <summary>Goes on from the best of all workers: by short coolings, by the same after a while with other weights, by exact neighbourhoods, whichever pays.</summary>
    private void Improve(Cooling cooling)
    {
        FastRandom draws = new(settings.Seed, index + settings.Workers);
        AdaptiveChoice choice = new(3);
        while (!IsDone)
        {
            annealing.Restart(incumbent.Copy());
            int way = choice.Draw(ref draws);
            choice.Note(way, way switch
            {
                0 => Reheat(cooling.From(draws.NextDouble() * MostReheat), Spent + reheat, state.Cost),
                1 => Noise(cooling.From(draws.NextDouble() * MostReheat), ref draws),
                _ => SolveNeighbourhoods(Spent + Turn),
            });
        }
    }

    /// <summary>Cools for a while; less long the next time if that came below a cost, else longer.</summary>
    private bool Reheat(Cooling cooling, double until, long before)
    {
        bool hasPaid = Cool(cooling, Leg.Whole, until, null) < before;
        reheat = Math.Clamp(hasPaid ? reheat / ReheatGrowth : reheat * ReheatGrowth, ShortestReheat, LongestReheat);
        return hasPaid;
    }

    /// <summary>Cools with other weights and then with the true ones.</summary>
    private bool Noise(Cooling cooling, ref FastRandom draws)
    {
        noising ??= new WeightNoising<TTerm>(state, newTerm(), proposals, new FastRandom(settings.Seed, ~(index + settings.Workers)));
        noising.Begin(ref draws);
        long before = state.Cost;
        double from = Spent, length = reheat * ShareOfNoise;
        for (double share = 0; share < 1 && !IsDone; share = (Spent - from) / length)
        {
            for (int block = 0; block < BlocksPerLook; block++)
            {
                double temperature = cooling.At(share);
                noising.Annealing.Run(temperature, awayShare, temperature > settled);
            }
        }

        annealing.Restart(noising.HostOf);
        return Reheat(cooling, from + reheat, before);
    }

    private bool SolveNeighbourhoods(double until)
    {
        long before = state.Cost;
        while (!IsDone && Spent < until)
        {
            neighbourhoodsTried++;
            if (neighbourhood.Step())
            {
                incumbent.Offer(state.HostOf, state.Cost, index);
            }
        }

        return state.Cost < before;
    }
}
