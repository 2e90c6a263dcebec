using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Previews.Text;

namespace Rebalancer.Previews;

/// <summary>Plans to choose from as plain text: what each reaches, and for how many moves.</summary>
public static class FrontText
{
    /// <summary>Writes a line for each plan.</summary>
    /// <param name="writer">Where to; gets no control characters but line ends.</param>
    /// <param name="cluster">The cluster they are for.</param>
    /// <param name="plans">The plans, all for the same goal but for its limits; at least one.</param>
    /// <param name="width">Characters per line; at least 40 are used.</param>
    /// <exception cref="ArgumentException">There is no plan.</exception>
    public static void Write(TextWriter writer, Cluster cluster, ImmutableArray<Plan> plans, int width = 100)
    {
        if (plans.IsDefaultOrEmpty)
        {
            throw new ArgumentException("There is no plan to choose.", nameof(plans));
        }

        Page page = new(writer, width);
        (string first, string unit) = (plans[0].Levels[0].Name, plans[0].Levels[0].Unit);
        string measured = first.Contains(unit, StringComparison.Ordinal) ? first : $"{first} ({unit})";
        page.Paragraph($"{GoalWords.Of(plans[0].Goal, new InstanceNames(cluster))}: {Units.Count(plans.Length, "plan")}, none better than another both in {measured} and in moves", 0, 2);
        page.Blank();
        Table table = new((first, Align.Right), ("bound", Align.Right), ("moves", Align.Right), ("over the wire", Align.Right), ("makespan", Align.Right), ("", Align.Left));
        foreach (Plan plan in plans)
        {
            table.Add(
                Number(plan.Levels[0].Value),
                Number(plan.Levels[0].Bound),
                Number(plan.Steps.OfType<MoveStep>().Count()),
                Of(plan, "transfer"),
                Of(plan, "makespan"),
                HowGood(plan));
        }

        page.Table(table);
    }

    private static string HowGood(Plan plan) =>
        !plan.Steps.OfType<MoveStep>().Any() ? "as it is"
        : plan.Outcome == PlanOutcome.Optimal ? "optimal for so many moves"
        : $"gap {Units.Percent(plan.Levels[0].Gap)}";

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Of(Plan plan, string level) => plan.Levels.FirstOrDefault(one => one.Name == level) is { } found ? Units.Value(found.Value, found.Unit) : "";
}
