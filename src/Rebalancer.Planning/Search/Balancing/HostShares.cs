using System.Runtime.CompilerServices;

namespace Rebalancer.Planning.Search.Balancing;

/// <summary>How much of each host a measure of load takes, and how far hosts are from their mean.</summary>
internal sealed class HostShares
{
    private readonly double[] loads;
    private readonly double[] sizes;
    private readonly double[] shares;
    private double sum;
    private double squares;

    /// <param name="loads">By instance: what it adds to its host.</param>
    /// <param name="sizes">By host: what the load is a share of, above 0.</param>
    public HostShares(double[] loads, double[] sizes)
    {
        (this.loads, this.sizes) = (loads, sizes);
        shares = new double[sizes.Length];
    }

    /// <summary>By host: its share.</summary>
    public ReadOnlySpan<double> Values => shares;

    /// <summary>The sum over hosts of the squared distance from their mean.</summary>
    public double Unevenness => Math.Max(0, squares - (sum * sum / shares.Length));

    /// <summary>The standard deviation over hosts.</summary>
    public double Deviation => Math.Sqrt(Unevenness / shares.Length);

    /// <summary>Adds up afresh.</summary>
    public void Load(ReadOnlySpan<int> hostOf)
    {
        Array.Clear(shares);
        for (int instance = 0; instance < hostOf.Length; instance++)
        {
            shares[hostOf[instance]] += loads[instance] / sizes[hostOf[instance]];
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
        double leaves = load / sizes[from], comes = load / sizes[to], total = sum - leaves + comes;
        double change = (leaves * (leaves - (2 * shares[from]))) + (comes * (comes + (2 * shares[to])));
        return squares + change - (total * total / shares.Length);
    }

    /// <summary>What an instance adds to its host.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double LoadOf(int instance) => loads[instance];

    /// <summary>An instance goes from one host to another.</summary>
    public void Move(int instance, int from, int to)
    {
        double load = loads[instance], leaves = load / sizes[from], comes = load / sizes[to];
        squares += (leaves * (leaves - (2 * shares[from]))) + (comes * (comes + (2 * shares[to])));
        sum += comes - leaves;
        shares[from] -= leaves;
        shares[to] += comes;
    }
}
