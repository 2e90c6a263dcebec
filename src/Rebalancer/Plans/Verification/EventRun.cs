using System.Collections.Immutable;
using Rebalancer.Rules;

namespace Rebalancer.Plans.Verification;

/// <summary>A cluster to which the events of a plan happen, one after the other.</summary>
internal sealed class EventRun(ResolvedPlan plan)
{
    private readonly PlanState state = plan.Start.Clone();
    private readonly HashSet<int> ended = [];
    private readonly HashSet<int> started = [];

    /// <summary>What has become of the cluster.</summary>
    public PlanState State => state;

    /// <summary>Whether a step's start can be the next event.</summary>
    public bool MayStart(int step) => !started.Contains(step) && plan.Graph.Before(step).ToArray().All(ended.Contains);

    /// <summary>A step starts.</summary>
    /// <returns>What the rules say of it in this state; <c>null</c> for a step that is no move. A move that is refused has not started.</returns>
    public Verdict? Start(int step)
    {
        Verdict? verdict = null;
        switch (plan.Steps[step])
        {
            case DisableStep disable:
                state.SetEnabled(plan.Cluster.IndexOf(disable.Host), false);
                break;
            case MoveStep:
                ResolvedMove move = plan.MoveOf(step)!;
                verdict = MigrationRules.CheckState(state, move.Instance, move.Destination, move.Kind, plan.Profile);
                if (!verdict.IsAllowed)
                {
                    return verdict;
                }

                state.Claim(move.Instance, move.Destination);
                break;
        }

        started.Add(step);
        return verdict;
    }

    /// <summary>A step that has started ends.</summary>
    public void End(int step)
    {
        ended.Add(step);
        switch (plan.Steps[step])
        {
            case EnableStep enable:
                state.SetEnabled(plan.Cluster.IndexOf(enable.Host), true);
                break;
            case WaitStep when plan.WaitAt(step) is { } wait:
                state.EndInFlight(wait.InFlight);
                break;
            default:
                if (plan.ReleasedBy(step) is { } move)
                {
                    state.Release(move.Instance);
                }

                break;
        }
    }

    /// <summary>What refuses the last of some events, a start, where it and none before it is refused.</summary>
    public static Verdict? RefusalOfLast(ResolvedPlan plan, IReadOnlyList<PlanEvent> events)
    {
        EventRun run = new(plan);
        for (int i = 0; i < events.Count; i++)
        {
            int step = plan.PlaceOf(events[i].Step);
            if (events[i].Kind == PlanEventKind.End)
            {
                if (!run.started.Contains(step))
                {
                    return null;
                }

                run.End(step);
                continue;
            }

            if (!run.MayStart(step))
            {
                return null;
            }

            if (run.Start(step) is { IsAllowed: false } refused)
            {
                return i == events.Count - 1 ? refused : null;
            }
        }

        return null;
    }

    /// <summary>Takes events out as long as the last is still refused for the same reason.</summary>
    public static ImmutableArray<PlanEvent> Shrink(ResolvedPlan plan, ImmutableArray<PlanEvent> events, string code)
    {
        for (int i = events.Length - 2; i >= 0;)
        {
            ImmutableArray<PlanEvent> fewer = events.RemoveAt(i);
            if (IsRefusedWith(plan, fewer, code))
            {
                events = fewer;
                i = events.Length - 2;
            }
            else
            {
                i--;
            }
        }

        return events;
    }

    /// <summary>Whether the last of some events is refused with a code.</summary>
    public static bool IsRefusedWith(ResolvedPlan plan, IReadOnlyList<PlanEvent> events, string code) =>
        RefusalOfLast(plan, events) is { } verdict && verdict.Refusals.Any(refusal => refusal.Code == code);
}
