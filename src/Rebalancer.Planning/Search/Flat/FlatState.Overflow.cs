using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Rebalancer.Planning.Search.Flat;

/// <content>Overfull hosts: a search that may pass through them, at a price, finds chains of moves of any length one by one.</content>
internal sealed partial class FlatState<TTerm>
{
    private const int ShareBits = 40;

    /// <summary>The unit of overflow: this many make up a host of mean capacity.</summary>
    public const double Share = 1L << ShareBits;

    /// <summary>How the overflow changes in all when an instance moves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long OverflowOfMove(int instance, int to)
    {
        int from = hostOf[instance];
        return OverflowAfter(instance, -1, from) + OverflowAfter(-1, instance, to) - overflow[from] - overflow[to];
    }

    /// <summary>How the overflow changes in all when two instances change places.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long OverflowOfSwap(int left, int right)
    {
        int leftHost = hostOf[left], rightHost = hostOf[right];
        return OverflowAfter(left, right, leftHost) + OverflowAfter(right, left, rightHost) - overflow[leftHost] - overflow[rightHost];
    }

    /// <summary>One by quantity over the mean capacity of it, in shares.</summary>
    private static long[] SharesOf(FlatProblem problem)
    {
        var shares = new long[problem.LaneCount];
        for (int quantity = 0; quantity < problem.QuantityCount; quantity++)
        {
            double mean = Enumerable.Range(0, problem.HostCount)
                .Select(host => problem.CapacityOf(host)[quantity])
                .Where(capacity => capacity < FlatProblem.Unlimited)
                .Select(capacity => (double)capacity)
                .DefaultIfEmpty().Average();
            shares[quantity] = Math.Max(1, (long)(Share / Math.Max(1, mean)));
        }

        return shares;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<long> Missing(Vector256<long> free, int lane) =>
        Vector256.Max(-free, Vector256<long>.Zero) * Vector256.LoadUnsafe(in shares[lane]);

    /// <summary>The overflow of a host once one instance has left it and another has come; -1 for nobody.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long OverflowAfter(int leaving, int arriving, int host)
    {
        bool lingers = holdsBothEnds && leaving >= 0 && problem.Origin[leaving] == host;
        bool returns = holdsBothEnds && arriving >= 0 && problem.Origin[arriving] == host;
        Vector256<long> missing = Vector256<long>.Zero;
        for (int lane = 0; lane < laneCount; lane += Vector256<long>.Count)
        {
            Vector256<long> free = Vector256.LoadUnsafe(in room[(host * laneCount) + lane]);
            Vector256<long> mask = Vector256.LoadUnsafe(in heldMask[lane]);
            if (leaving >= 0)
            {
                Vector256<long> freed = Vector256.LoadUnsafe(in demands[(leaving * laneCount) + lane]);
                free += lingers ? Vector256.AndNot(freed, mask) : freed;
            }

            if (arriving >= 0)
            {
                Vector256<long> needed = Vector256.LoadUnsafe(in demands[(arriving * laneCount) + lane]);
                free -= returns ? Vector256.AndNot(needed, mask) : needed;
            }

            missing += Missing(free, lane);
        }

        return Vector256.Sum(missing);
    }
}
