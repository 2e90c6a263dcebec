using Rebalancer.Planning.Search.Terms;

namespace Rebalancer.Planning.Search.Flat;

/// <summary>What each host adds to the gap between the cost of a placement and what its quantities would cost if instances could be cut up.</summary>
/// <remarks>
/// Cut up, each quantity is filled in where it costs least, up to one price. A host is to blame for what it costs above that price,
/// and as much for the cheap room that it leaves empty: others pay more for what would have gone there.
/// </remarks>
internal sealed class HostGaps<TTerm>
    where TTerm : struct, ITerm
{
    private readonly FlatState<TTerm> state;
    private readonly FlatProblem problem;
    private readonly double[] prices;
    private readonly List<UsePiece>[] piecesOf;
    private readonly double[] mostUse;
    private readonly double[] gaps;

    /// <summary>Finds the price of every quantity.</summary>
    public HostGaps(FlatState<TTerm> state)
    {
        this.state = state;
        problem = state.Problem;
        prices = new double[problem.QuantityCount];
        piecesOf = new List<UsePiece>[problem.HostCount * problem.LaneCount];
        mostUse = new double[piecesOf.Length];
        gaps = new double[problem.HostCount];
        for (int quantity = 0; quantity < prices.Length; quantity++)
        {
            prices[quantity] = PriceOf(quantity);
        }
    }

    /// <summary>A host, drawn with chances in proportion to the gaps; any, if there are none.</summary>
    public int Draw(ref FastRandom random)
    {
        for (int host = 0; host < gaps.Length; host++)
        {
            gaps[host] = Of(host);
        }

        return random.Next(gaps);
    }

    /// <summary>What the use of a quantity costs on all hosts together above what it would if instances could be cut up.</summary>
    public double OfQuantity(int quantity)
    {
        double sum = 0;
        for (int host = 0; host < gaps.Length; host++)
        {
            sum += OfUse((host * problem.LaneCount) + quantity, state.UsedOn(host)[quantity], prices[quantity]);
        }

        return sum;
    }

    /// <summary>What a host adds to the gap: by its use, by being open, and by the prices of having its instances there.</summary>
    public double Of(int host)
    {
        double sum = state.Term.OfMembers(host, state.MembersOf(host).Length);
        for (int quantity = 0; quantity < prices.Length; quantity++)
        {
            sum += OfUse((host * problem.LaneCount) + quantity, state.UsedOn(host)[quantity], prices[quantity]);
        }

        foreach (int instance in state.MembersOf(host))
        {
            sum += state.Term.OfPlacement(instance, host);
        }

        return sum;
    }

    /// <summary>The rise in cost for one more of a quantity when all hosts together hold what they have to, cheapest first.</summary>
    private double PriceOf(int quantity)
    {
        double left = 0, most = 0;
        for (int instance = 0; instance < problem.InstanceCount; instance++)
        {
            long demand = problem.DemandOf(instance)[quantity];
            left += demand;
            most += Math.Max(0, demand);
        }

        List<(double Slope, double Length)> segments = [];
        for (int host = 0; host < problem.HostCount; host++)
        {
            int lane = (host * problem.LaneCount) + quantity;
            double end = Math.Min(problem.Capacities[lane], most);
            List<UsePiece> pieces = [];
            state.Term.AddPieces(lane, (long)end, pieces);
            pieces.Sort((one, other) => one.Target.CompareTo(other.Target));
            piecesOf[lane] = pieces;
            mostUse[lane] = end;
            left -= pieces.Count > 0 ? pieces[0].Target : end;
            double slope = 0;
            for (int piece = 0; piece < pieces.Count; piece++)
            {
                slope += pieces[piece].Weight;
                segments.Add((slope, (piece + 1 < pieces.Count ? pieces[piece + 1].Target : end) - pieces[piece].Target));
            }
        }

        double price = 0;
        foreach ((double slope, double length) in segments.OrderBy(segment => segment.Slope))
        {
            if (left <= 0)
            {
                break;
            }

            price = slope;
            left -= length;
        }

        return price;
    }

    /// <summary>What a use costs above the price, beside the use for which that is least.</summary>
    private double OfUse(int lane, long use, double price)
    {
        double cost = -price * use, slope = 0, least = 0, leastUse = 0;
        bool isSteep = false;
        foreach (UsePiece piece in piecesOf[lane])
        {
            cost += (double)piece.Weight * Math.Max(0, use - piece.Target);
            if (!isSteep)
            {
                least += slope * (piece.Target - leastUse);
                leastUse = piece.Target;
                slope += piece.Weight;
                isSteep = slope >= price;
            }
        }

        if (!isSteep)
        {
            least += slope * (mostUse[lane] - leastUse);
            leastUse = mostUse[lane];
        }

        return cost - least + (price * leastUse);
    }
}
