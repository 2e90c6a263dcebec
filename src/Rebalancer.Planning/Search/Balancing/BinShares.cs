using System.Runtime.CompilerServices;

namespace Rebalancer.Planning.Search.Balancing;

/// <summary>How much of each bin (a host, or the hosts of a failure domain) a measure of load takes, and how far bins are from their mean.</summary>
internal sealed class BinShares
{
    private readonly Measure measure;
    private readonly int[]? binOf;
    private readonly double[] shares;
    private double sum;
    private double squares;

    /// <param name="measure">What is measured.</param>
    /// <param name="binOf">By host: its bin, or -1 where it does not count; <c>null</c> where every host is a bin.</param>
    public BinShares(Measure measure, int[]? binOf = null)
    {
        this.measure = measure;
        this.binOf = binOf;
        shares = new double[measure.Sizes.Length];
    }

    /// <summary>By bin: its share.</summary>
    public ReadOnlySpan<double> Values => shares;

    /// <summary>The sum over bins of the squared distance from their mean.</summary>
    public double Unevenness => Math.Max(0, squares - (sum * sum / shares.Length));

    /// <summary>The standard deviation over bins.</summary>
    public double Deviation => Math.Sqrt(Unevenness / shares.Length);

    /// <summary>Adds up afresh.</summary>
    public void Load(ReadOnlySpan<int> hostOf)
    {
        for (int bin = 0; bin < shares.Length; bin++)
        {
            shares[bin] = measure.FixedLoads is { } held ? held[bin] / measure.Sizes[bin] : 0;
        }

        for (int instance = 0; instance < hostOf.Length; instance++)
        {
            int bin = BinOf(hostOf[instance]);
            if (bin >= 0)
            {
                shares[bin] += measure.Loads[instance] / measure.Sizes[bin];
            }
        }

        (sum, squares) = (0, 0);
        foreach (double share in shares)
        {
            sum += share;
            squares += share * share;
        }
    }

    /// <summary>The unevenness after some load went from one host to another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double After(double load, int from, int to)
    {
        (double change, double difference) = Change(load, BinOf(from), BinOf(to));
        return After(change, difference);
    }

    /// <summary>The unevenness after one instance moved, or two.</summary>
    /// <param name="hostOf">Where everybody is.</param>
    /// <param name="move">Who goes where.</param>
    public double After(ReadOnlySpan<int> hostOf, BalanceMove move)
    {
        double load = measure.Loads[move.First];
        int from = BinOf(hostOf[move.First]), to = BinOf(move.FirstTo);
        (double change, double difference) = Change(load, from, to);
        if (move.IsPair)
        {
            int secondFrom = BinOf(hostOf[move.Second]), secondTo = BinOf(move.SecondTo);
            (double further, double more) = Change(measure.Loads[move.Second], secondFrom, secondTo);
            change += further;
            difference += more;
            if (from != to && secondFrom != secondTo)
            {
                change += 2 * (Together(from, -load, secondFrom, secondTo, move.Second) + Together(to, load, secondFrom, secondTo, move.Second));
            }
        }

        return After(change, difference);
    }

    /// <summary>What an instance adds to its host.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double LoadOf(int instance) => measure.Loads[instance];

    /// <summary>An instance goes from one host to another.</summary>
    public void Move(int instance, int from, int to)
    {
        double load = measure.Loads[instance];
        int source = BinOf(from), destination = BinOf(to);
        (double change, double difference) = Change(load, source, destination);
        squares += change;
        sum += difference;
        if (source >= 0)
        {
            shares[source] -= load / measure.Sizes[source];
        }

        if (destination >= 0)
        {
            shares[destination] += load / measure.Sizes[destination];
        }
    }

    private double After(double change, double difference)
    {
        double total = sum + difference;
        return squares + change - (total * total / shares.Length);
    }

    /// <summary>The product of what one instance and a second change in a bin; 0 where the second changes nothing there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double Together(int bin, double load, int secondFrom, int secondTo, int second) =>
        bin < 0 || (bin != secondFrom && bin != secondTo) ? 0 : load * measure.Loads[second] * (bin == secondTo ? 1 : -1) / (measure.Sizes[bin] * measure.Sizes[bin]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int BinOf(int host) => binOf is null ? host : binOf[host];

    /// <summary>By how much the sum of squares and the sum of the shares change.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (double Squares, double Sum) Change(double load, int from, int to)
    {
        if (from == to)
        {
            return (0, 0);
        }

        double leaves = from < 0 ? 0 : load / measure.Sizes[from], comes = to < 0 ? 0 : load / measure.Sizes[to];
        return (
            (leaves * (leaves - (2 * (from < 0 ? 0 : shares[from])))) + (comes * (comes + (2 * (to < 0 ? 0 : shares[to])))),
            comes - leaves);
    }
}
