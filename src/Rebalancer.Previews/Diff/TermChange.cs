using System.Collections.Immutable;

namespace Rebalancer.Previews.Diff;

/// <summary>What a plan was made under.</summary>
public enum TermKind
{
    /// <summary>What it should achieve.</summary>
    Goal,

    /// <summary>What it must stay within.</summary>
    Limits,

    /// <summary>What is asked beyond Nova's own rules.</summary>
    Policies,

    /// <summary>What was assumed because nobody said.</summary>
    Assumptions,
}

/// <summary>Terms of one kind that only one of the plans was made under, in words.</summary>
/// <param name="Kind">Which terms.</param>
/// <param name="Old">Those of the old plan alone.</param>
/// <param name="New">Those of the new plan alone.</param>
public sealed record TermChange(TermKind Kind, ImmutableArray<string> Old, ImmutableArray<string> New);
