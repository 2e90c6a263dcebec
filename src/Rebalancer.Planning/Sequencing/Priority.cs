using System.Collections.Immutable;
using Rebalancer.Planning.Compilation;
using Rebalancer.Planning.Search;
using Rebalancer.Plans;

namespace Rebalancer.Planning.Sequencing;

/// <summary>Chooses which of the moves that could start goes first: the shortest makespan, then the smallest sum of ends.</summary>
internal static class Priority
{
    private const int MaxSwaps = 400;

    /// <summary>The best priority found among a few rules and by exchanging neighbours.</summary>
    public static (ImmutableArray<PlanStep> Steps, PlanSchedule Schedule) Choose(PlacementProblem problem, StepBuilder builder, IReadOnlyList<MoveOption> moves, Dependencies dependencies, SearchBudget budget)
    {
        double[] durations = [.. moves.Select(move => MoveEstimate.Of(
            problem.Start.Cluster, move.Instance, problem.Start.HostOf(move.Instance), move.Destination, move.Kind).Duration.TotalSeconds)];
        double[] tails = Tails(moves.Count, dependencies, durations);
        int[][] candidates =
        [
            Sorted(moves.Count, dependencies, move => durations[move]),
            Sorted(moves.Count, dependencies, move => -tails[move] + (durations[move] * 1e-6)),
            Sorted(moves.Count, dependencies, move => dependencies.All().Any(edge => edge.On.Move == move) ? -tails[move] : durations[move]),
        ];
        Attempt best = candidates.Select(Try).Min()!;
        int swaps = 0;
        for (bool improved = true; improved && moves.Count <= 60 && swaps < MaxSwaps && !budget.IsSpent;)
        {
            improved = false;
            for (int i = 0; i + 1 < moves.Count && swaps < MaxSwaps; i++)
            {
                int[] order = [.. best.Order];
                if (dependencies.Of(order[i + 1]).Any(on => on.Move == order[i]))
                {
                    continue;
                }

                (order[i], order[i + 1]) = (order[i + 1], order[i]);
                swaps++;
                Attempt next = Try(order);
                if (next.CompareTo(best) < 0)
                {
                    (best, improved) = (next, true);
                }
            }
        }

        return (best.Steps, best.Schedule);

        Attempt Try(int[] order)
        {
            ImmutableArray<PlanStep> steps = builder.Build(order);
            return new Attempt(order, steps, PlanSchedule.Of(problem.Start.Cluster, problem.Limits, steps));
        }
    }

    /// <summary>The longest chain of durations that follows each move, itself included.</summary>
    private static double[] Tails(int count, Dependencies dependencies, double[] durations)
    {
        double[] tails = [.. durations];
        foreach (int move in Sorted(count, dependencies, move => move).Reverse())
        {
            foreach (Dependency on in dependencies.Of(move))
            {
                tails[on.Move] = Math.Max(tails[on.Move], durations[on.Move] + tails[move]);
            }
        }

        return tails;
    }

    /// <summary>The moves by ascending key, each after what it waits for; ties keep the order found.</summary>
    private static int[] Sorted(int count, Dependencies dependencies, Func<int, double> key)
    {
        var waiting = new int[count];
        var unblocks = new List<int>[count];
        for (int move = 0; move < count; move++)
        {
            unblocks[move] = [];
        }

        foreach ((int move, Dependency on) in dependencies.All())
        {
            waiting[move]++;
            unblocks[on.Move].Add(move);
        }

        PriorityQueue<int, (double, int)> ready = new();
        for (int move = 0; move < count; move++)
        {
            if (waiting[move] == 0)
            {
                ready.Enqueue(move, (key(move), move));
            }
        }

        var order = new int[count];
        int next = 0;
        while (ready.TryDequeue(out int move, out _))
        {
            order[next++] = move;
            foreach (int unblocked in unblocks[move])
            {
                if (--waiting[unblocked] == 0)
                {
                    ready.Enqueue(unblocked, (key(unblocked), unblocked));
                }
            }
        }

        return next == count ? order : throw new InvalidOperationException("The dependencies of the moves form a circle.");
    }

    private sealed record Attempt(int[] Order, ImmutableArray<PlanStep> Steps, PlanSchedule Schedule) : IComparable<Attempt>
    {
        public int CompareTo(Attempt? other) => other is null ? 1
            : (Schedule.Makespan, Schedule.SumOfEnds).CompareTo((other.Schedule.Makespan, other.Schedule.SumOfEnds));
    }
}
