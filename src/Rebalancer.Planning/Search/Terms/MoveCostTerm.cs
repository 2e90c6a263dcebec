using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Rebalancer.Planning.Search.Terms;

/// <summary>What it costs that an instance is not where it was: one per move, its bytes, its downtime, weighted by whoever compiles the goal.</summary>
/// <param name="origin">By instance: the host it was on.</param>
/// <param name="costs">By instance; below 0 for one that should leave.</param>
internal readonly struct MoveCostTerm(int[] origin, long[] costs) : ITerm
{
    private readonly int[] origin = origin;
    private readonly long[] costs = costs;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<long> OfUse(int lane, Vector256<long> used) => Vector256<long>.Zero;

    public void AddPieces(int lane, long most, List<UsePiece> pieces)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long OfMembers(int host, int members) => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long OfPlacement(int instance, int host) => host == origin[instance] ? 0 : costs[instance];

    public bool AllowsMove(int instance, int from, int to) => true;

    public bool AllowsSwap(int left, int leftHost, int right, int rightHost) => true;

    public long OfMove(int instance, int from, int to) => 0;

    public long OfSwap(int left, int leftHost, int right, int rightHost) => 0;

    public void Apply(int instance, int from, int to)
    {
    }

    public long OfWhole(ReadOnlySpan<int> hostOf) => 0;
}
