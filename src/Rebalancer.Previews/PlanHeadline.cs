using Rebalancer.Plans;
using Rebalancer.Previews.Text;
using Rebalancer.Rules;

namespace Rebalancer.Previews;

/// <summary>The first lines of a plan: what it achieves, what it costs, how good it is.</summary>
internal static class PlanHeadline
{
    public static void Write(IOutline page, Plan plan, InstanceNames names, PlanFigures? figures, PlanProof? proof)
    {
        page.Paragraph($"{GoalWords.Of(plan.Goal, names)}: {Words.Of(plan.Outcome)}", 0, 2);
        foreach (string part in GoalWords.PartsOf(plan.Goal, names))
        {
            page.Paragraph(part, 2, 3);
        }

        page.Paragraph(Cost(plan, figures), 2, 2);
        if (proof is { IsProven: true })
        {
            page.Paragraph("Verified: every state that these steps can reach, in whatever order they end, is allowed.", 2, 2);
        }
        else if (proof is not null)
        {
            page.Paragraph("UNSAFE: the steps can reach a state that is not allowed. Do not run this plan.", 2, 2);
        }

        WriteLevels(page, plan);
    }

    /// <summary>How good the plan is, level by level.</summary>
    public static void WriteLevels(IOutline page, Plan plan)
    {
        if (plan.Levels.IsEmpty)
        {
            return;
        }

        page.Heading("Objective, the most important level first");
        Table table = new(("level", Align.Left), ("value", Align.Right), ("bound", Align.Right), ("gap", Align.Right), ("", Align.Left));
        foreach (ObjectiveLevel level in plan.Levels)
        {
            table.Add(
                level.Name,
                Units.Value(level.Value, level.Unit),
                Units.Value(level.Bound, level.Unit),
                Units.Percent(level.Gap),
                level.Gap <= 0 ? "best possible" : "");
        }

        page.Table(table);
    }

    /// <summary>Moves by kind, what goes over the wire, how long it takes, and what it costs the instances.</summary>
    public static string Cost(Plan plan, PlanFigures? figures)
    {
        MoveStep[] moves = [.. plan.Steps.OfType<MoveStep>()];
        List<string> parts = [];
        if (moves.Length == 0)
        {
            parts.Add("no moves");
        }
        else
        {
            string kinds = string.Join(", ", moves.GroupBy(move => move.Kind).OrderBy(group => group.Key).Select(group => $"{group.Count()} {Words.Of(group.Key)}"));
            parts.Add($"{Units.Count(moves.Length, "move")} ({kinds})");
        }

        if (figures is not null && moves.Length > 0)
        {
            parts.Add($"{Units.Bytes(figures.Estimates.Sum(estimate => (double)(estimate?.Bytes ?? 0)))} over the wire");
            parts.Add($"about {Units.Duration(figures.Schedule.Makespan)}");
        }

        int Moved(MoveKind kind) => moves.Where(move => move.Kind == kind).Select(move => move.Instance).Distinct().Count();
        int cold = Moved(MoveKind.Cold);
        int evacuated = Moved(MoveKind.Evacuate);
        parts.Add(cold > 0 ? $"{Units.Count(cold, "instance")} shut down on the way" : moves.Length > 0 && evacuated == 0 ? "no instance is shut down" : "");
        parts.Add(evacuated > 0 ? $"{Units.Count(evacuated, "instance")} {(evacuated == 1 ? "ends" : "end")} stopped" : "");
        if (!plan.LeftBehind.IsEmpty)
        {
            parts.Add($"{Units.Count(plan.LeftBehind.Length, "instance")} left behind");
        }

        return string.Join(", ", parts.Where(part => part.Length > 0));
    }
}
