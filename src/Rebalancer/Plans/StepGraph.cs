using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Rebalancer.Plans;

/// <summary>The dependencies between steps, by their places in the list of steps.</summary>
internal sealed class StepGraph
{
    private readonly int[][] before;
    private readonly int[][] after;
    private readonly int[] positions;

    private StepGraph(int[][] before, int[][] after, int[] order)
    {
        this.before = before;
        this.after = after;
        Order = order;
        positions = new int[order.Length];
        for (int position = 0; position < order.Length; position++)
        {
            positions[order[position]] = position;
        }
    }

    /// <summary>The steps so that each stands after those it waits for; the list's own order where that is free.</summary>
    public int[] Order { get; }

    /// <summary>Where a step stands in <see cref="Order"/>.</summary>
    public int PositionOf(int step) => positions[step];

    /// <summary>The steps that a step waits for.</summary>
    public ReadOnlySpan<int> Before(int step) => before[step];

    /// <summary>The steps that wait for a step.</summary>
    public ReadOnlySpan<int> After(int step) => after[step];

    /// <summary>The graph of well-formed steps: distinct numbers, every dependency there, no circle.</summary>
    public static bool TryOf(ImmutableArray<PlanStep> steps, [NotNullWhen(true)] out StepGraph? graph)
    {
        graph = null;
        Dictionary<int, int> places = new(steps.Length);
        for (int step = 0; step < steps.Length; step++)
        {
            if (!places.TryAdd(steps[step].Id, step))
            {
                return false;
            }
        }

        var before = new int[steps.Length][];
        var followers = new int[steps.Length];
        for (int step = 0; step < steps.Length; step++)
        {
            var waits = new int[steps[step].After.Length];
            for (int i = 0; i < waits.Length; i++)
            {
                if (!places.TryGetValue(steps[step].After[i], out waits[i]))
                {
                    return false;
                }

                followers[waits[i]]++;
            }

            before[step] = waits;
        }

        int[][] after = Reverse(before, followers);
        int[] order = Sort(before, after);
        graph = order.Length == steps.Length ? new StepGraph(before, after, order) : null;
        return graph is not null;
    }

    /// <summary>The steps that must have ended before a step can start, itself left out.</summary>
    public HashSet<int> Ancestors(int step)
    {
        HashSet<int> found = [];
        Stack<int> open = new([step]);
        while (open.TryPop(out int next))
        {
            foreach (int earlier in before[next])
            {
                if (found.Add(earlier))
                {
                    open.Push(earlier);
                }
            }
        }

        return found;
    }

    private static int[][] Reverse(int[][] before, int[] followers)
    {
        var after = new int[before.Length][];
        for (int step = 0; step < before.Length; step++)
        {
            after[step] = new int[followers[step]];
        }

        for (int step = before.Length - 1; step >= 0; step--)
        {
            foreach (int earlier in before[step])
            {
                after[earlier][--followers[earlier]] = step;
            }
        }

        return after;
    }

    private static int[] Sort(int[][] before, int[][] after)
    {
        List<int> order = new(before.Length);
        var open = new int[before.Length];
        PriorityQueue<int, int> ready = new();
        for (int step = 0; step < before.Length; step++)
        {
            open[step] = before[step].Length;
            if (open[step] == 0)
            {
                ready.Enqueue(step, step);
            }
        }

        while (ready.TryDequeue(out int step, out _))
        {
            order.Add(step);
            foreach (int later in after[step])
            {
                if (--open[later] == 0)
                {
                    ready.Enqueue(later, later);
                }
            }
        }

        return [.. order];
    }
}
