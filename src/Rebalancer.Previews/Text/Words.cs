using System.Collections.Immutable;
using Rebalancer.Plans;
using Rebalancer.Previews.Diff;
using Rebalancer.Rules;

namespace Rebalancer.Previews.Text;

/// <summary>The words that reports use for the values of the domain.</summary>
internal static class Words
{
    /// <summary>A kind of move as the command spells it.</summary>
    public static string Of(MoveKind kind) => kind switch
    {
        MoveKind.Live => "live",
        MoveKind.BlockLive => "block-live",
        MoveKind.Cold => "cold",
        _ => "evacuate",
    };

    /// <summary>An outcome as a headline has it.</summary>
    public static string Of(PlanOutcome outcome) => outcome switch
    {
        PlanOutcome.Optimal => "optimal: no other placement is better",
        PlanOutcome.Feasible => "done, but a better plan may exist",
        PlanOutcome.Partial => "done in part: some instances stay behind",
        PlanOutcome.Infeasible => "infeasible: nothing of it can be done, as proven",
        _ => "no plan in time",
    };

    /// <summary>Terms of a plan as a heading or a key has them.</summary>
    public static string Of(TermKind kind) => kind switch
    {
        TermKind.Goal => "goal",
        TermKind.Limits => "limits",
        TermKind.Policies => "policies",
        _ => "assumptions",
    };

    /// <summary>Things in a row with commas, the tail counted where there are many.</summary>
    /// <param name="items">The things.</param>
    /// <param name="most">How many to name.</param>
    /// <param name="unnamed">How many more there are than <paramref name="items"/>.</param>
    public static string List<T>(ImmutableArray<T> items, int most = 12, int unnamed = 0) =>
        items.Length + unnamed <= most
            ? string.Join(", ", items)
            : $"{string.Join(", ", items.Take(most - 1))} and {items.Length + unnamed - Math.Min(items.Length, most - 1)} more";
}
