using Rebalancer.Planning.Search.Flat;
using Rebalancer.Planning.Search.Terms;

namespace Rebalancer.Planning.Search.Local;

/// <summary>Leaves a placement in which nothing is better nearby: for a while one quantity counts many times, the likelier the larger its gap.</summary>
internal sealed class WeightNoising<TTerm>
    where TTerm : struct, ITerm
{
    private const long Factor = 10;

    private readonly FlatState<TTerm> from;
    private readonly HostGaps<TTerm> gaps;
    private readonly long[] factors;
    private readonly FlatState<Weighted<TTerm>> state;

    /// <param name="from">The placement to leave, wherever it is by then.</param>
    /// <param name="term">The objective, with counts of its own.</param>
    /// <param name="proposals">Who is proposed to go where.</param>
    /// <param name="random">Where the draws of the search come from.</param>
    public WeightNoising(FlatState<TTerm> from, TTerm term, Proposals proposals, FastRandom random)
    {
        FlatProblem problem = from.Problem;
        this.from = from;
        gaps = new HostGaps<TTerm>(from);
        factors = new long[problem.Capacities.Length];
        Array.Fill(factors, 1);
        state = new FlatState<Weighted<TTerm>>(problem, new Weighted<TTerm>(term, factors));
        Annealing = new Annealing<Weighted<TTerm>>(state, AwayPrices.Of(problem), proposals, random);
    }

    /// <summary>Searches with the weights as they are now.</summary>
    public Annealing<Weighted<TTerm>> Annealing { get; }

    /// <summary>Where everybody is now.</summary>
    public ReadOnlySpan<int> HostOf => state.HostOf;

    /// <summary>Begins where the placement to leave is, with other weights.</summary>
    /// <param name="random">What the quantity is drawn from.</param>
    public void Begin(ref FastRandom random)
    {
        FlatProblem problem = from.Problem;
        Array.Fill(factors, 1);
        if (problem.QuantityCount > 0)
        {
            int quantity = random.Next([.. Enumerable.Range(0, problem.QuantityCount).Select(gaps.OfQuantity)]);
            for (int host = 0; host < problem.HostCount; host++)
            {
                factors[(host * problem.LaneCount) + quantity] = Factor;
            }
        }

        Annealing.Restart(from.HostOf);
    }
}
