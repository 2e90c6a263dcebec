using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Rebalancer.Planning.Search.Terms;

/// <summary>What it costs to have an instance of a kind on a host of a place: distance from what it should be near, or a preference.</summary>
/// <param name="kindOf">By instance: its kind.</param>
/// <param name="placeOf">By host: its place.</param>
/// <param name="placeCount">Places.</param>
/// <param name="costs">By kind times places plus place.</param>
internal readonly struct DistanceTerm(int[] kindOf, int[] placeOf, int placeCount, long[] costs) : ITerm
{
    private readonly int[] kindOf = kindOf;
    private readonly int[] placeOf = placeOf;
    private readonly int placeCount = placeCount;
    private readonly long[] costs = costs;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<long> OfUse(int lane, Vector256<long> used) => Vector256<long>.Zero;

    public void AddPieces(int lane, long most, List<UsePiece> pieces)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long OfMembers(int host, int members) => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long OfPlacement(int instance, int host) => costs[(kindOf[instance] * placeCount) + placeOf[host]];

    public bool AllowsMove(int instance, int from, int to) => true;

    public bool AllowsSwap(int left, int leftHost, int right, int rightHost) => true;

    public long OfMove(int instance, int from, int to) => 0;

    public long OfSwap(int left, int leftHost, int right, int rightHost) => 0;

    public void Apply(int instance, int from, int to)
    {
    }

    public long OfWhole(ReadOnlySpan<int> hostOf) => 0;
}
