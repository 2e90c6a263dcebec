using Rebalancer.Goals;

namespace Rebalancer.Planning.Goals;

/// <summary>What a move that empties nothing is good for, in words.</summary>
internal static class GoalPurpose
{
    /// <summary>The words, or <c>null</c> where a goal only empties hosts.</summary>
    public static string? Of(Goal goal) => goal switch
    {
        ConsolidateGoal => "gets by with fewer hosts",
        SpreadGoal => "evens out the load",
        LocalityGoal => "is nearer to what it should be near",
        GoalList list => list.Goals.Select(Of).OfType<string>().Distinct().ToArray() is { Length: > 0 } purposes ? string.Join(", or ", purposes) : null,
        _ => null,
    };
}
