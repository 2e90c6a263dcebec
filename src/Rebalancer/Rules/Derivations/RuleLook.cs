using System.Collections.Immutable;

namespace Rebalancer.Rules.Derivations;

/// <summary>What a rule looks at in one move.</summary>
/// <param name="Source">Whose rule it is.</param>
/// <param name="Rule">What it asks.</param>
/// <param name="WhyNot">Why it does not apply; <c>null</c> where it does.</param>
/// <param name="Facts">What it compares.</param>
internal readonly record struct RuleLook(RuleSource Source, string Rule, string? WhyNot, ImmutableArray<ComparedFact> Facts)
{
    /// <summary>The rule looks at these facts.</summary>
    public static RuleLook At(RuleSource source, string rule, params ReadOnlySpan<ComparedFact> facts) => new(source, rule, null, [.. facts]);

    /// <summary>This look, or that the rule does not apply.</summary>
    public RuleLook If(bool applies, string whyNot) => applies ? this : this with { WhyNot = whyNot, Facts = [] };
}
