using System.Collections.Immutable;

namespace Rebalancer.Goals;

/// <summary>Several goals of one plan. The limits of the list hold; its goals have none of their own.</summary>
/// <param name="Goals">The goals, the most important first: none is met worse for the sake of a later one. At least one, no list among them.</param>
public sealed record GoalList(ImmutableArray<Goal> Goals) : Goal
{
    /// <summary>Where given, one weight per goal, more than 0: the weighted sum of what the goals count is minimised instead.</summary>
    public ImmutableArray<double> Weights { get; init; } = [];
}
