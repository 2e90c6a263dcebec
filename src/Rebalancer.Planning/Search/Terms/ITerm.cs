using System.Runtime.Intrinsics;

namespace Rebalancer.Planning.Search.Terms;

/// <summary>
/// A part of the objective, or a rule beyond those of <see cref="Flat.FlatProblem"/>. Terms are structs joined by
/// <see cref="Sum{TFirst, TSecond}"/>, so that the compiler specialises the search for them and every call is inlined.
/// </summary>
/// <remarks>
/// A term answers only where it has something to say and with 0 (or yes) elsewhere. The value of a placement is the sum over hosts of
/// <see cref="OfUse"/> and <see cref="OfMembers"/>, over instances of <see cref="OfPlacement"/>, and <see cref="OfWhole"/>; what
/// is coupled across hosts keeps its own counts, told of each move by <see cref="Apply"/>. A term with counts belongs to one
/// search; each thread makes its own.
/// </remarks>
internal interface ITerm
{
    /// <summary>What a host's use costs, quantity by quantity: a function of four neighbouring sums of one host.</summary>
    /// <param name="lane">Where the four stand: host times lanes plus quantity.</param>
    /// <param name="used">The sums over the host's instances.</param>
    Vector256<long> OfUse(int lane, Vector256<long> used);

    /// <summary>Adds the pieces whose sum is <see cref="OfUse"/> of one quantity of one host, up to a constant, for the exact sub-solver.</summary>
    /// <param name="lane">Host times lanes plus quantity.</param>
    /// <param name="most">The most use that matters.</param>
    /// <param name="pieces">Where the pieces go; where the function is curved they come near it.</param>
    void AddPieces(int lane, long most, List<UsePiece> pieces);

    /// <summary>What a host costs with so many instances.</summary>
    long OfMembers(int host, int members);

    /// <summary>What it costs to have an instance on a host, whatever the others do.</summary>
    long OfPlacement(int instance, int host);

    /// <summary>Whether the term's rules let an instance go from its host to another.</summary>
    bool AllowsMove(int instance, int from, int to);

    /// <summary>Whether the term's rules let two instances change places.</summary>
    bool AllowsSwap(int left, int leftHost, int right, int rightHost);

    /// <summary>How the coupled part changes when an instance moves.</summary>
    long OfMove(int instance, int from, int to);

    /// <summary>How the coupled part changes when two instances change places.</summary>
    long OfSwap(int left, int leftHost, int right, int rightHost);

    /// <summary>An instance has moved; counts follow.</summary>
    void Apply(int instance, int from, int to);

    /// <summary>The coupled part of a whole placement, afresh; counts are set to it.</summary>
    /// <param name="hostOf">By instance: its host.</param>
    long OfWhole(ReadOnlySpan<int> hostOf);
}

/// <summary>A rising piece of a convex cost: weight times what use exceeds the target by.</summary>
internal readonly record struct UsePiece(long Target, long Weight);
