using System.Collections.Immutable;

namespace Rebalancer.Plans.Verification;

/// <summary>Steps that wait for each other.</summary>
internal static class StepCircle
{
    /// <summary>Follows dependencies among the steps that no order can hold until one comes again.</summary>
    public static int[] Find(ImmutableArray<PlanStep> steps, Dictionary<int, int> places)
    {
        var open = new int[steps.Length];
        ILookup<int, int> followers = Enumerable.Range(0, steps.Length)
            .SelectMany(step => steps[step].After.Select(after => (Step: step, After: places[after])))
            .ToLookup(pair => pair.After, pair => pair.Step);
        Queue<int> free = new();
        for (int step = 0; step < steps.Length; step++)
        {
            open[step] = steps[step].After.Length;
            if (open[step] == 0)
            {
                free.Enqueue(step);
            }
        }

        while (free.TryDequeue(out int step))
        {
            foreach (int later in followers[step])
            {
                if (--open[later] == 0)
                {
                    free.Enqueue(later);
                }
            }
        }

        List<int> path = [Array.FindIndex(open, count => count > 0)];
        while (true)
        {
            int next = places[steps[path[^1]].After.First(after => open[places[after]] > 0)];
            int seen = path.IndexOf(next);
            if (seen >= 0)
            {
                return [.. path.Skip(seen)];
            }

            path.Add(next);
        }
    }
}
