using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Rebalancer.Planning.Search.Terms;

/// <summary>Two terms together.</summary>
internal readonly struct Sum<TFirst, TSecond>(TFirst first, TSecond second) : ITerm
    where TFirst : struct, ITerm
    where TSecond : struct, ITerm
{
    private readonly TFirst first = first;
    private readonly TSecond second = second;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<long> OfUse(int lane, Vector256<long> used) => first.OfUse(lane, used) + second.OfUse(lane, used);

    public void AddPieces(int lane, long most, List<UsePiece> pieces)
    {
        first.AddPieces(lane, most, pieces);
        second.AddPieces(lane, most, pieces);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long OfMembers(int host, int members) => first.OfMembers(host, members) + second.OfMembers(host, members);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long OfPlacement(int instance, int host) => first.OfPlacement(instance, host) + second.OfPlacement(instance, host);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool AllowsMove(int instance, int from, int to) => first.AllowsMove(instance, from, to) && second.AllowsMove(instance, from, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool AllowsSwap(int left, int leftHost, int right, int rightHost) =>
        first.AllowsSwap(left, leftHost, right, rightHost) && second.AllowsSwap(left, leftHost, right, rightHost);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long OfMove(int instance, int from, int to) => first.OfMove(instance, from, to) + second.OfMove(instance, from, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long OfSwap(int left, int leftHost, int right, int rightHost) =>
        first.OfSwap(left, leftHost, right, rightHost) + second.OfSwap(left, leftHost, right, rightHost);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply(int instance, int from, int to)
    {
        first.Apply(instance, from, to);
        second.Apply(instance, from, to);
    }

    public long OfWhole(ReadOnlySpan<int> hostOf) => first.OfWhole(hostOf) + second.OfWhole(hostOf);
}
