using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Rebalancer.Planning.Search.Terms;

/// <summary>What a host costs as soon as it has an instance, such as its power.</summary>
/// <param name="costs">By host.</param>
internal readonly struct OpenHostTerm(long[] costs) : ITerm
{
    private readonly long[] costs = costs;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<long> OfUse(int lane, Vector256<long> used) => Vector256<long>.Zero;

    public void AddPieces(int lane, long most, List<UsePiece> pieces)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long OfMembers(int host, int members) => members > 0 ? costs[host] : 0;

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
