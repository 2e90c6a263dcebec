using System.Collections.Immutable;
using Rebalancer.Numa;

namespace Rebalancer.Rules.Derivations;

/// <summary>How a verdict comes about: every rule that was asked, what it compared and what it said.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Steps">One step per rule, in the order in which Nova comes to them.</param>
/// <param name="Cells">How Nova looks for host cells; <c>null</c> for a guest without cells or a host whose cells nobody told.</param>
public sealed record MoveDerivation(Verdict Verdict, ImmutableArray<DerivationStep> Steps, NumaSearch? Cells);

/// <summary>What one rule said to a move.</summary>
/// <param name="Source">Whose rule it is.</param>
/// <param name="Rule">What the rule asks, in a few words.</param>
/// <param name="Outcome">What it said.</param>
/// <param name="WhyNot">Why the rule does not apply; <c>null</c> where it does.</param>
/// <param name="Facts">What it compared, also where it passes.</param>
/// <param name="Refusals">Its reasons against the move.</param>
/// <param name="Assumptions">What it had to assume.</param>
public sealed record DerivationStep(
    RuleSource Source,
    string Rule,
    StepOutcome Outcome,
    string? WhyNot,
    ImmutableArray<ComparedFact> Facts,
    ImmutableArray<Refusal> Refusals,
    ImmutableArray<Assumption> Assumptions);

/// <summary>Whose rule it is.</summary>
public enum RuleSource
{
    /// <summary>Nova's API, conductor, scheduler or compute service.</summary>
    Nova,

    /// <summary>Placement.</summary>
    Placement,

    /// <summary>libvirt and Nova's driver for it.</summary>
    Libvirt,

    /// <summary>A policy of the profile.</summary>
    Policy,
}

/// <summary>What a rule said.</summary>
public enum StepOutcome
{
    /// <summary>Nothing speaks against the move.</summary>
    Passes,

    /// <summary>Nothing does as far as is known; something had to be assumed.</summary>
    Assumes,

    /// <summary>The rule refuses the move.</summary>
    Refuses,

    /// <summary>The rule has nothing to ask of such a move.</summary>
    DoesNotApply,
}
