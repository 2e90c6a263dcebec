using System.Collections.Immutable;
using Rebalancer.Goals;
using Rebalancer.Previews.Text;

namespace Rebalancer.Previews;

/// <summary>What the goals of a plan are about, before it and after it.</summary>
internal static class GoalTable
{
    public static void Write(IOutline page, Goal goal, ImmutableArray<GoalChange> changes)
    {
        if (changes.IsEmpty)
        {
            return;
        }

        page.Heading("Before and after");
        Table table = new(("", Align.Left), ("before", Align.Right), ("after", Align.Right));
        foreach (GoalChange change in changes)
        {
            string number = goal is GoalList ? $"{change.Goal}. " : "";
            table.Add(number + change.What, Show(change.Before, change.Unit), Show(change.After, change.Unit));
        }

        page.Table(table);
    }

    private static string Show(double value, string unit) => unit == "share" ? Units.Percent(value) : Units.Value(value, unit);
}
