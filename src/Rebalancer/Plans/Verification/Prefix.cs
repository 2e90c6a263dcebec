using System.Collections.Immutable;

namespace Rebalancer.Plans.Verification;

/// <summary>Events that can have happened at one moment: with each start, everything that it waits for has ended.</summary>
/// <remarks>The smallest such set with given starts in it, one of which happens last.</remarks>
internal sealed class Prefix
{
    private readonly ResolvedPlan plan;
    private readonly HashSet<int> ended = [];
    private readonly HashSet<int> started;

    /// <param name="plan">The plan.</param>
    /// <param name="starts">Steps that have started.</param>
    /// <param name="last">The step whose start is the last event.</param>
    /// <param name="ends">Steps that have ended as well.</param>
    public Prefix(ResolvedPlan plan, IEnumerable<int> starts, int last, params ReadOnlySpan<int> ends)
    {
        this.plan = plan;
        Last = last;
        foreach (int step in ends)
        {
            ended.Add(step);
        }

        started = [.. starts, last, .. ends];
        Stack<int> open = new(started);
        while (open.TryPop(out int step))
        {
            foreach (int before in plan.Graph.Before(step))
            {
                if (ended.Add(before))
                {
                    open.Push(before);
                }
            }
        }

        started.UnionWith(ended);
    }

    /// <summary>The step whose start is the last event.</summary>
    public int Last { get; }

    /// <summary>How many events there are.</summary>
    public int Size => started.Count + ended.Count;

    /// <summary>Whether a step has started, <see cref="Last"/> included.</summary>
    public bool HasStarted(int step) => started.Contains(step);

    /// <summary>Whether a step has ended.</summary>
    public bool HasEnded(int step) => ended.Contains(step);

    /// <summary>One sequence of the events.</summary>
    /// <param name="late">A step whose start stands as late as it can; -1 for none.</param>
    public ImmutableArray<PlanEvent> ToEvents(int late = -1)
    {
        ImmutableArray<PlanEvent>.Builder events = ImmutableArray.CreateBuilder<PlanEvent>(started.Count + ended.Count);
        HashSet<int> followers = [];
        foreach (int step in ended.OrderBy(plan.Graph.PositionOf))
        {
            if (step == late || plan.Graph.Before(step).ToArray().Any(followers.Contains))
            {
                followers.Add(step);
            }
        }

        foreach (int step in ended.OrderBy(followers.Contains).ThenBy(plan.Graph.PositionOf))
        {
            events.Add(new PlanEvent(plan.Steps[step].Id, PlanEventKind.Start));
            events.Add(new PlanEvent(plan.Steps[step].Id, PlanEventKind.End));
        }

        foreach (int step in started.Where(step => step != Last && !ended.Contains(step)).OrderBy(step => step == late).ThenBy(plan.Graph.PositionOf))
        {
            events.Add(new PlanEvent(plan.Steps[step].Id, PlanEventKind.Start));
        }

        events.Add(new PlanEvent(plan.Steps[Last].Id, PlanEventKind.Start));
        return events.MoveToImmutable();
    }

    /// <summary>Takes starts out, one after the other, as long as what remains is still harmful.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="starts">The starts that do harm together; each can be left out unless another needs it.</param>
    /// <param name="last">The start that does the harm.</param>
    /// <param name="isHarmful">Whether a prefix does harm.</param>
    public static Prefix Shrink(ResolvedPlan plan, IEnumerable<int> starts, int last, Func<Prefix, bool> isHarmful)
    {
        List<int> kept = [.. starts.Where(step => step != last).Distinct().OrderByDescending(plan.Graph.PositionOf)];
        Prefix prefix = new(plan, kept, last);
        for (int i = 0; i < kept.Count;)
        {
            Prefix smaller = new(plan, kept.Where((_, place) => place != i), last);
            if (isHarmful(smaller))
            {
                kept.RemoveAt(i);
                prefix = smaller;
                i = 0;
            }
            else
            {
                i++;
            }
        }

        return prefix;
    }
}
