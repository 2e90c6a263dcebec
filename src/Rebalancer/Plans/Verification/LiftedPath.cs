using System.Collections.Immutable;

namespace Rebalancer.Plans.Verification;

/// <summary>The events of the plan that stand behind what happens on some hosts.</summary>
internal static class LiftedPath
{
    /// <summary>The events of each host's path, one path after the other, with all that they wait for.</summary>
    public static ImmutableArray<PlanEvent> Of(ResolvedPlan plan, params ReadOnlySpan<IReadOnlyList<CellEvent>> paths)
    {
        List<PlanEvent> events = [];
        HashSet<int> started = [];
        HashSet<int> ended = [];
        foreach (IReadOnlyList<CellEvent> path in paths)
        {
            foreach (CellEvent next in path)
            {
                Append(next);
            }
        }

        return [.. events];

        void Append(CellEvent next)
        {
            // A migration in flight may have ended before anybody waits for it; then no event of the plan tells.
            if (next.Step < 0 || (plan.Steps[next.Step] is WaitStep && !plan.Graph.Ancestors(next.Step).IsSubsetOf(ended)))
            {
                return;
            }

            foreach (int before in plan.Graph.Ancestors(next.Step).OrderBy(plan.Graph.PositionOf))
            {
                Happen(before, true);
            }

            Happen(next.Step, !next.IsClaim);
        }

        void Happen(int step, bool ends)
        {
            if (started.Add(step))
            {
                events.Add(new PlanEvent(plan.Steps[step].Id, PlanEventKind.Start));
            }

            if (ends && ended.Add(step))
            {
                events.Add(new PlanEvent(plan.Steps[step].Id, PlanEventKind.End));
            }
        }
    }
}
