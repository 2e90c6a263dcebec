using System.Runtime.CompilerServices;
using Rebalancer.Planning.Search.Flat;
using Rebalancer.Planning.Search.Terms;

namespace Rebalancer.Planning.Search.Local;

/// <summary>By origin the hosts in the order of what it costs to go there, to propose those nearby more often.</summary>
/// <remarks>
/// Where most hosts are far, hardly any proposal comes to one that is near, though when little cost is left to gain only those pay.
/// The instances of one host are taken to find the same hosts near.
/// </remarks>
internal sealed class NearHosts
{
    // Ranges of ranks that are drawn from as often, each reaching further by the fourth power.
    private const int RangeCount = 8;
    private const int Power = 4;
    private const long MostPairs = 1 << 24;

    private readonly int hostCount;
    private readonly int[] byRank;
    private readonly (int From, int To)[] ranges;

    private NearHosts(int hostCount)
    {
        this.hostCount = hostCount;
        byRank = new int[hostCount * hostCount];
        ranges = new (int, int)[hostCount * RangeCount];
    }

    /// <summary>The order of hosts by what they cost; <c>null</c> where all cost the same from everywhere, or there are too many pairs to look at.</summary>
    public static NearHosts? Of<TTerm>(FlatProblem problem, TTerm term)
        where TTerm : struct, ITerm
    {
        int hosts = problem.HostCount;
        if ((long)hosts * hosts > MostPairs)
        {
            return null;
        }

        var native = new int[hosts];
        Array.Fill(native, -1);
        for (int instance = 0; instance < problem.InstanceCount; instance++)
        {
            native[problem.Origin[instance]] = instance;
        }

        NearHosts near = new(hosts);
        var costs = new long[hosts];
        bool differ = false;
        for (int origin = 0; origin < hosts; origin++)
        {
            for (int host = 0; host < hosts; host++)
            {
                costs[host] = native[origin] < 0 ? 0 : term.OfPlacement(native[origin], host);
            }

            differ |= near.Rank(origin, costs);
        }

        return differ ? near : null;
    }

    /// <summary>A host, the more likely the nearer it is to an origin; of those as near as each other, each as likely.</summary>
    /// <param name="origin">The origin.</param>
    /// <param name="bits">Random bits.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Draw(int origin, uint bits)
    {
        (int from, int to) = ranges[(origin * RangeCount) + (int)(bits % RangeCount)];
        return byRank[(origin * hostCount) + from + FastRandom.Below(bits, to - from)];
    }

    /// <returns>Whether any two others than the origin cost differently.</returns>
    private bool Rank(int origin, long[] costs)
    {
        Span<int> row = byRank.AsSpan(origin * hostCount, hostCount);
        for (int host = 0; host < row.Length; host++)
        {
            row[host] = host;
        }

        var sorted = (long[])costs.Clone();
        sorted.AsSpan().Sort(row);
        for (int range = 0; range < RangeCount; range++)
        {
            int first = RankAt(range), last = Math.Max(first, RankAt(range + 1) - 1);
            ranges[(origin * RangeCount) + range] = (Array.IndexOf(sorted, sorted[first]), Array.LastIndexOf(sorted, sorted[last]) + 1);
        }

        return sorted.Length > 2 && sorted[1] != sorted[^1];
    }

    private int RankAt(int range) => (int)(hostCount * Math.Pow((double)range / RangeCount, Power));
}
