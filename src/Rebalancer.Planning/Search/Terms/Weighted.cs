using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Rebalancer.Planning.Search.Terms;

/// <summary>A term in which the use of some quantities counts several times over.</summary>
/// <param name="term">The term.</param>
/// <param name="factors">By lane: how many times; once it changes, a state has to be loaded anew.</param>
internal readonly struct Weighted<TTerm>(TTerm term, long[] factors) : ITerm
    where TTerm : struct, ITerm
{
    private readonly TTerm term = term;
    private readonly long[] factors = factors;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<long> OfUse(int lane, Vector256<long> used) => term.OfUse(lane, used) * Vector256.LoadUnsafe(in factors[lane]);

    public void AddPieces(int lane, long most, List<UsePiece> pieces)
    {
        int first = pieces.Count;
        term.AddPieces(lane, most, pieces);
        for (int piece = first; piece < pieces.Count; piece++)
        {
            pieces[piece] = pieces[piece] with { Weight = pieces[piece].Weight * factors[lane] };
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long OfMembers(int host, int members) => term.OfMembers(host, members);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long OfPlacement(int instance, int host) => term.OfPlacement(instance, host);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool AllowsMove(int instance, int from, int to) => term.AllowsMove(instance, from, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool AllowsSwap(int left, int leftHost, int right, int rightHost) => term.AllowsSwap(left, leftHost, right, rightHost);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long OfMove(int instance, int from, int to) => term.OfMove(instance, from, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long OfSwap(int left, int leftHost, int right, int rightHost) => term.OfSwap(left, leftHost, right, rightHost);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply(int instance, int from, int to) => term.Apply(instance, from, to);

    public long OfWhole(ReadOnlySpan<int> hostOf) => term.OfWhole(hostOf);
}
