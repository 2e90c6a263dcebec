using System.Collections.Immutable;
using Rebalancer.Goals;
using Rebalancer.Model;

namespace Rebalancer.Plans;

/// <summary>One run of list scheduling: steps start in the order of the list as soon as dependencies and limits let them.</summary>
/// <remarks>
/// A step that a full limit stops waits in that limit's own queue and is looked at again when a place there is free, so
/// that a crowd behind one narrow limit costs nothing while others end.
/// </remarks>
internal sealed class ScheduleRun
{
    private readonly ImmutableArray<PlanStep> steps;
    private readonly StepGraph graph;
    private readonly int[][] limitsOf;
    private readonly List<Limit> limits = [];
    private readonly TimeSpan[] durations;
    private readonly StepTime[] times;
    private readonly PriorityQueue<int, (TimeSpan End, int Step)> running = new();
    private readonly PriorityQueue<(int Step, int From), int> candidates = new();

    public ScheduleRun(Cluster cluster, PlanLimits planLimits, ImmutableArray<PlanStep> steps, StepGraph graph)
    {
        this.steps = steps;
        this.graph = graph;
        limitsOf = new int[steps.Length][];
        durations = new TimeSpan[steps.Length];
        times = new StepTime[steps.Length];
        Dictionary<(string Kind, int First, int Second), int> known = [];
        for (int step = 0; step < steps.Length; step++)
        {
            durations[step] = steps[step] is WaitStep or MaintainStep ? TimeSpan.Zero : PlanSchedule.NominalTime;
            limitsOf[step] = [];
            if (steps[step] is MoveStep move)
            {
                var place = MovePlace.Of(cluster, move);
                durations[step] = MoveEstimate.Of(cluster, place.Instance, place.Source, place.Destination, move.Kind).Duration;
                limitsOf[step] = [.. MoveLimit.Of(cluster, planLimits, move).Select(limit => Known(known, limit))];
            }
        }
    }

    public ImmutableArray<StepTime> Run()
    {
        var open = new int[steps.Length];
        var waves = new int[steps.Length];
        for (int step = 0; step < steps.Length; step++)
        {
            open[step] = graph.Before(step).Length;
            if (open[step] == 0)
            {
                candidates.Enqueue((step, -1), step);
            }
        }

        TimeSpan now = TimeSpan.Zero;
        StartWhatMay(now, waves);
        while (running.TryDequeue(out int ended, out (TimeSpan End, int Step) key))
        {
            now = key.End;
            End(ended, open, waves);
            while (running.TryPeek(out int next, out (TimeSpan End, int Step) nextKey) && nextKey.End == now)
            {
                running.Dequeue();
                End(next, open, waves);
            }

            StartWhatMay(now, waves);
        }

        return [.. times];
    }

    private void StartWhatMay(TimeSpan now, int[] waves)
    {
        while (candidates.TryDequeue(out (int Step, int From) candidate, out _))
        {
            int full = FirstFull(candidate.Step);
            if (full >= 0)
            {
                limits[full].Waiting.Enqueue(candidate.Step, candidate.Step);
            }
            else
            {
                foreach (int limit in limitsOf[candidate.Step])
                {
                    limits[limit].Free--;
                }

                TimeSpan end = now + durations[candidate.Step];
                times[candidate.Step] = new StepTime(steps[candidate.Step].Id, now, end, waves[candidate.Step] + 1);
                running.Enqueue(candidate.Step, (end, candidate.Step));
            }

            if (candidate.From >= 0 && candidate.From != full)
            {
                Call(candidate.From);
            }
        }
    }

    private int FirstFull(int step)
    {
        foreach (int limit in limitsOf[step])
        {
            if (limits[limit].Free == 0)
            {
                return limit;
            }
        }

        return -1;
    }

    private void End(int step, int[] open, int[] waves)
    {
        foreach (int limit in limitsOf[step])
        {
            limits[limit].Free++;
            Call(limit);
        }

        foreach (int later in graph.After(step))
        {
            waves[later] = Math.Max(waves[later], waves[step] + 1);
            if (--open[later] == 0)
            {
                candidates.Enqueue((later, -1), later);
            }
        }
    }

    /// <summary>Lets the first step that waits for a limit try again.</summary>
    private void Call(int limit)
    {
        if (limits[limit].Free > 0 && limits[limit].Waiting.TryDequeue(out int step, out _))
        {
            candidates.Enqueue((step, limit), step);
        }
    }

    private int Known(Dictionary<(string Kind, int First, int Second), int> known, MoveLimit limit)
    {
        if (!known.TryGetValue(limit.Key, out int index))
        {
            index = limits.Count;
            known.Add(limit.Key, index);
            limits.Add(new Limit { Free = limit.Places });
        }

        return index;
    }

    /// <summary>A number of places and the steps that wait for one, in the order of the list.</summary>
    private sealed class Limit
    {
        public required int Free { get; set; }

        public PriorityQueue<int, int> Waiting { get; } = new();
    }
}

/// <summary>A move by the indexes of the cluster.</summary>
internal readonly record struct MovePlace(int Instance, int Source, int Destination)
{
    /// <summary>Looks up the names of a move.</summary>
    /// <exception cref="ArgumentException">The cluster does not know one of them.</exception>
    public static MovePlace Of(Cluster cluster, MoveStep move)
    {
        MovePlace place = new(cluster.IndexOf(move.Instance), cluster.IndexOf(move.Source), cluster.IndexOf(move.Destination));
        return place is { Instance: >= 0, Source: >= 0, Destination: >= 0 }
            ? place
            : throw new ArgumentException($"Step {move.Id} names an instance or a host that the cluster does not know.", nameof(move));
    }
}
