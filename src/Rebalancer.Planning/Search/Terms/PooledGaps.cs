using Rebalancer.Planning.Search.Flat;

namespace Rebalancer.Planning.Search.Terms;

/// <summary>What each quantity's use costs above the pooled bound: the cost if all demand of it could be poured over the hosts freely.</summary>
internal static class PooledGaps
{
    // Up to how many times the largest use a cost is followed; beyond that it is taken to rise no further, with which the bound holds still.
    private const long MuchUse = 2;

    /// <summary>By quantity: cost less bound, at least 0.</summary>
    public static double[] Of<TTerm>(FlatState<TTerm> state)
        where TTerm : struct, ITerm =>
        [.. Enumerable.Range(0, state.Problem.QuantityCount).Select(quantity => Of(state, quantity))];

    private static double Of<TTerm>(FlatState<TTerm> state, int quantity)
        where TTerm : struct, ITerm
    {
        FlatProblem problem = state.Problem;
        long most = MuchUse * Enumerable.Range(0, problem.HostCount).Max(host => state.UsedOn(host)[quantity]);
        double cost = 0, toPour = 0;
        List<UsePiece> pieces = [];
        List<(double Slope, double Length)> stretches = [];
        for (int host = 0; host < problem.HostCount; host++)
        {
            long used = state.UsedOn(host)[quantity];
            pieces.Clear();
            state.Term.AddPieces((host * problem.LaneCount) + quantity, most, pieces);
            pieces.Sort((first, second) => first.Target.CompareTo(second.Target));

            // Up to the first piece use is free; where there is none, all of it is.
            toPour += pieces.Count > 0 ? used - pieces[0].Target : double.NegativeInfinity;
            double slope = 0;
            for (int piece = 0; piece < pieces.Count; piece++)
            {
                slope += pieces[piece].Weight;
                cost += pieces[piece].Weight * (double)Math.Max(0, used - pieces[piece].Target);
                stretches.Add((slope, piece + 1 < pieces.Count ? pieces[piece + 1].Target - pieces[piece].Target : double.PositiveInfinity));
            }
        }

        stretches.Sort();
        foreach ((double slope, double length) in stretches)
        {
            if (toPour <= 0)
            {
                break;
            }

            cost -= slope * Math.Min(toPour, length);
            toPour -= length;
        }

        return Math.Max(0, cost);
    }
}
