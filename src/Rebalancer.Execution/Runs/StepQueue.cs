using System.Collections.Immutable;
using Rebalancer.Execution.Journals;
using Rebalancer.Model;
using Rebalancer.Plans;

namespace Rebalancer.Execution.Runs;

/// <summary>Which steps of a plan may start: those whose predecessors let them and for which every limit has a place.</summary>
internal sealed class StepQueue
{
    private readonly ImmutableArray<PlanStep> steps;
    private readonly Dictionary<int, int> places = [];
    private readonly List<int>[] after;
    private readonly int[] open;
    private readonly MoveLimit[][] limits;
    private readonly Dictionary<(string Kind, int First, int Second), int> taken = [];
    private readonly SortedSet<int> ready = [];

    /// <summary>The queue of a plan as far as its journal says it has come.</summary>
    public StepQueue(Cluster cluster, Plan plan, RunHistory history)
    {
        steps = plan.Steps;
        after = [.. steps.Select(_ => new List<int>())];
        open = [.. steps.Select(step => step.After.Length)];
        limits = [.. steps.Select(step => LimitsOf(cluster, plan, step))];
        for (int i = 0; i < steps.Length; i++)
        {
            places.Add(steps[i].Id, i);
        }

        for (int i = 0; i < steps.Length; i++)
        {
            foreach (int earlier in steps[i].After)
            {
                after[places[earlier]].Add(i);
            }
        }

        for (int i = 0; i < steps.Length; i++)
        {
            if (history.Of(steps[i].Id).End is { LetsOthersStart: true })
            {
                Free(i);
            }
        }

        for (int i = 0; i < steps.Length; i++)
        {
            if (open[i] == 0 && history.Of(steps[i].Id).End is null)
            {
                ready.Add(i);
            }
            else
            {
                ready.Remove(i);
            }
        }
    }

    /// <summary>The steps whose predecessors let them start, in the plan's order.</summary>
    public IEnumerable<PlanStep> Ready => ready.Select(place => steps[place]);

    /// <summary>Whether every limit of a step has a place for it.</summary>
    public bool HasPlace(PlanStep step) => limits[places[step.Id]].All(limit => taken.GetValueOrDefault(limit.Key) < limit.Places);

    /// <summary>A step starts: it takes its places and is ready no more.</summary>
    public void Start(PlanStep step)
    {
        Take(step, 1);
        ready.Remove(places[step.Id]);
    }

    /// <summary>A step that was started has ended.</summary>
    public void End(PlanStep step, StepEnd end)
    {
        Take(step, -1);
        if (end.LetsOthersStart)
        {
            Free(places[step.Id]);
        }
    }

    private void Take(PlanStep step, int sign)
    {
        foreach (MoveLimit limit in limits[places[step.Id]])
        {
            taken[limit.Key] = taken.GetValueOrDefault(limit.Key) + sign;
        }
    }

    private void Free(int place)
    {
        foreach (int later in after[place])
        {
            if (--open[later] == 0)
            {
                ready.Add(later);
            }
        }
    }

    /// <summary>A cluster that was read again for a resume may lack the instance by now; then there is nothing to limit.</summary>
    private static MoveLimit[] LimitsOf(Cluster cluster, Plan plan, PlanStep step) =>
        step is MoveStep move && cluster.IndexOf(move.Instance) >= 0 && cluster.IndexOf(move.Source) >= 0 && cluster.IndexOf(move.Destination) >= 0
            ? [.. MoveLimit.Of(cluster, plan.Goal.Limits, move)]
            : [];
}
