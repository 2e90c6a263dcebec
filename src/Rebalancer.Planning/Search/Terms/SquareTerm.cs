using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Rebalancer.Planning.Search.Terms;

/// <summary>Uneven use: the sum over hosts and quantities of weight times (use / unit - level) squared, in whole units.</summary>
/// <remarks>
/// A unit is a small share of the host, so that the units of all hosts mean the same utilisation; the level may be the mean over all
/// hosts, or 0. Units and levels are chosen so that the squares, weighted and summed, stay below 2^63.
/// </remarks>
/// <param name="units">By lane: the reciprocal of the unit in 2^-20: a use of 1 is that many millionths of a unit.</param>
/// <param name="levels">By lane: the level in units.</param>
/// <param name="weights">By lane: the cost of one squared unit; 0 for lanes that do not count.</param>
internal readonly struct SquareTerm(long[] units, long[] levels, long[] weights) : ITerm
{
    private const int UnitShift = 20;
    private const int ChordCount = 32;

    private readonly long[] units = units;
    private readonly long[] levels = levels;
    private readonly long[] weights = weights;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<long> OfUse(int lane, Vector256<long> used) =>
        Squared(Vector256.ShiftRightArithmetic(used * Vector256.LoadUnsafe(in units[lane]), UnitShift) - Vector256.LoadUnsafe(in levels[lane])) * Vector256.LoadUnsafe(in weights[lane]);

    public void AddPieces(int lane, long most, List<UsePiece> pieces)
    {
        if (weights[lane] == 0)
        {
            return;
        }

        // Chords between evenly spaced uses; each piece adds what the slope rises by there.
        long step = Math.Max(1, most / ChordCount), slopeBefore = 0;
        for (long use = 0; use < most; use += step)
        {
            long slope = (At(lane, use + step) - At(lane, use)) / step;
            pieces.Add(new UsePiece(use, slope - slopeBefore));
            slopeBefore = slope;
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

    private long At(int lane, long use)
    {
        long units = (use * this.units[lane] >> UnitShift) - levels[lane];
        return units * units * weights[lane];
    }

    private static Vector256<long> Squared(Vector256<long> value) => value * value;
}
