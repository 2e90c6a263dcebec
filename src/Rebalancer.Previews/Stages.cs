using System.Collections.Immutable;
using Rebalancer.Plans;

namespace Rebalancer.Previews;

/// <summary>The stages of a plan from its dependencies alone: one more than the largest stage of the steps that a step comes after.</summary>
internal static class Stages
{
    /// <summary>The moves so that each stands after those it waits for; the plan's own order where that is free, or where steps wait in a circle.</summary>
    public static IEnumerable<MoveStep> MovesInOrder(ImmutableArray<PlanStep> steps)
    {
        ImmutableArray<int>? stages = Of(steps);
        return steps.Select((step, place) => (step, Stage: stages?[place] ?? 0)).OrderBy(pair => pair.Stage).Select(pair => pair.step).OfType<MoveStep>();
    }

    /// <summary>The stage of each step, from 1, in the plan's order.</summary>
    /// <returns><c>null</c> where the steps wait for each other in a circle. A dependency on a step that is missing counts for nothing.</returns>
    public static ImmutableArray<int>? Of(ImmutableArray<PlanStep> steps)
    {
        Dictionary<int, int> places = [];
        for (int i = 0; i < steps.Length; i++)
        {
            places[steps[i].Id] = i;
        }

        var stages = new int[steps.Length];
        var open = new int[steps.Length];
        var followers = new List<int>?[steps.Length];
        Queue<int> ready = [];
        for (int i = 0; i < steps.Length; i++)
        {
            foreach (int before in steps[i].After.Where(places.ContainsKey).Distinct())
            {
                (followers[places[before]] ??= []).Add(i);
                open[i]++;
            }

            if (open[i] == 0)
            {
                ready.Enqueue(i);
            }
        }

        int done = 0;
        while (ready.TryDequeue(out int place))
        {
            done++;
            stages[place]++;
            foreach (int follower in followers[place] ?? [])
            {
                stages[follower] = Math.Max(stages[follower], stages[place]);
                if (--open[follower] == 0)
                {
                    ready.Enqueue(follower);
                }
            }
        }

        return done == steps.Length ? [.. stages] : null;
    }
}
