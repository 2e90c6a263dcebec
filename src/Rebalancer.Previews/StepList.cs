using System.Collections.Immutable;
using Rebalancer.Plans;
using Rebalancer.Previews.Text;

namespace Rebalancer.Previews;

/// <summary>The steps of a plan in stages.</summary>
internal static class StepList
{
    public static void Write(IOutline page, Plan plan, InstanceNames names, PlanFigures? figures)
    {
        if (plan.Steps.IsEmpty)
        {
            return;
        }

        page.Heading($"Steps ({plan.Steps.Length})");
        ImmutableArray<int> stages = Stages.Of(plan.Steps) ?? [.. plan.Steps.Select(_ => 1)];
        Table table = figures is null
            ? new(("step", Align.Right), ("kind", Align.Left), ("what", Align.Left))
            : new(("step", Align.Right), ("start", Align.Right), ("end", Align.Right), ("takes", Align.Right), ("size", Align.Right), ("kind", Align.Left), ("what", Align.Left));
        foreach (IGrouping<int, int> stage in Enumerable.Range(0, plan.Steps.Length).GroupBy(place => stages[place]).OrderBy(group => group.Key))
        {
            table.AddTitle(StageTitle(stage.Key, [.. stage], figures));
            IEnumerable<int> order = figures is null ? stage : stage.OrderBy(place => figures.Schedule.Steps[place].Start);
            string before = "";
            foreach (int place in order)
            {
                AddStep(table, plan.Steps[place], names, figures, place);
                string remark = RemarkOf(plan.Steps[place], figures?.Estimates[place]);

                // A reason that many steps in a row share is read once.
                if (remark.Length > 0 && remark != before)
                {
                    table.AddRemark(remark);
                }

                before = remark;
            }
        }

        page.Table(table);
    }

    private static string StageTitle(int stage, ImmutableArray<int> places, PlanFigures? figures)
    {
        string title = $"Stage {stage}, {Units.Count(places.Length, "step")}";
        if (figures is null)
        {
            return title;
        }

        TimeSpan start = places.Min(place => figures.Schedule.Steps[place].Start);
        TimeSpan end = places.Max(place => figures.Schedule.Steps[place].End);
        return $"{title}, {Units.Moment(start)} to {Units.Moment(end)}";
    }

    private static void AddStep(Table table, PlanStep step, InstanceNames names, PlanFigures? figures, int place)
    {
        (string kind, string what) = StepWords.Of(step, names);
        string after = step.After.IsEmpty ? "" : $", after {Words.List(step.After, 8)}";
        if (figures is null)
        {
            table.Add($"{step.Id}", kind, what + after);
        }
        else
        {
            StepTime time = figures.Schedule.Steps[place];
            table.Add(
                $"{step.Id}",
                Units.Moment(time.Start),
                Units.Moment(time.End),
                step is MoveStep or WaitStep ? Units.Duration(time.End - time.Start) : "",
                figures.Estimates[place] is { } estimate ? Units.Bytes(estimate.Bytes) : "",
                kind,
                what + after);
        }
    }

    private static string RemarkOf(PlanStep step, MoveEstimate? estimate)
    {
        const string End = "ends only by post-copy or a forced completion.";
        return estimate is not { Converges: false } ? step.Why
            : step.Why.Length == 0 ? $"Memory is written faster than it can be copied: the move {End}"
            : $"{step.Why.TrimEnd('.')}. The move {End}";
    }
}
