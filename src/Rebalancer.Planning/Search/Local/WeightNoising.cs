using Rebalancer.Planning.Search.Flat;
using Rebalancer.Planning.Search.Terms;

namespace Rebalancer.Planning.Search.Local;

/// <summary>Leaves a placement in which nothing is better nearby: for a while one quantity counts many times, the likelier the further it is above its pooled bound.</summary>
internal sealed class WeightNoising<TTerm>
    where TTerm : struct, ITerm
{
    private const long Factor = 10;

    private readonly FlatProblem problem;
    private readonly long[] factors;
    private readonly FlatState<Weighted<TTerm>> state;

    /// <summary>With everybody at their origin.</summary>
    public WeightNoising(FlatProblem problem, TTerm term, Reach? reach, NearHosts? near, FastRandom random)
    {
        this.problem = problem;
        factors = new long[problem.Capacities.Length];
        Array.Fill(factors, 1);
        state = new FlatState<Weighted<TTerm>>(problem, new Weighted<TTerm>(term, factors));
        Annealing = new Annealing<Weighted<TTerm>>(state, AwayPrices.Of(problem), reach, near, random);
    }

    /// <summary>Searches with the weights as they are now.</summary>
    public Annealing<Weighted<TTerm>> Annealing { get; }

    /// <summary>Where everybody is now.</summary>
    public ReadOnlySpan<int> HostOf => state.HostOf;

    /// <summary>Begins from a placement with other weights.</summary>
    /// <param name="from">Where everybody is.</param>
    /// <param name="random">What the quantity is drawn from.</param>
    public void Begin(FlatState<TTerm> from, ref FastRandom random)
    {
        double[] gaps = PooledGaps.Of(from);
        double draw = random.NextDouble() * gaps.Sum();
        int quantity = 0;
        while (quantity < gaps.Length - 1 && (draw -= gaps[quantity]) > 0)
        {
            quantity++;
        }

        Array.Fill(factors, 1);
        for (int host = 0; host < problem.HostCount && quantity < problem.QuantityCount; host++)
        {
            factors[(host * problem.LaneCount) + quantity] = Factor;
        }

        Annealing.Restart(from.HostOf);
    }
}
