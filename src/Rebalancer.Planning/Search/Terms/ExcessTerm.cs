using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Rebalancer.Planning.Search.Terms;

/// <summary>Load above a target: the weighted sum over hosts and quantities of max(0, use - target).</summary>
/// <param name="targets">By lane (host times lanes plus quantity): the use that is free.</param>
/// <param name="weights">By lane: the cost of one unit above it; 0 for lanes beyond the quantities.</param>
internal readonly struct ExcessTerm(long[] targets, long[] weights) : ITerm
{
    private readonly long[] targets = targets;
    private readonly long[] weights = weights;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<long> OfUse(int lane, Vector256<long> used) => Vector256.Max(used - Vector256.LoadUnsafe(in targets[lane]), Vector256<long>.Zero) * Vector256.LoadUnsafe(in weights[lane]);

    public void AddPieces(int lane, long most, List<UsePiece> pieces)
    {
        if (weights[lane] > 0 && targets[lane] < most)
        {
            pieces.Add(new UsePiece(targets[lane], weights[lane]));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long OfMembers(int host, int members) => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long OfPlacement(int instance, int host) => 0;

    public bool AllowsMove(int instance, int from, int to) => true;

    public bool AllowsSwap(int left, int leftHost, int right, int rightHost) => true;

    public long OfMove(int instance, int from, int to) => 0;

    public long OfSwap(int left, int leftHost, int right, int rightHost) => 0;

    public void Apply(int instance, int from, int to)
    {
    }

    public long OfWhole(ReadOnlySpan<int> hostOf) => 0;
}
