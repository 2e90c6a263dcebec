using System.Collections.Immutable;
using Rebalancer.Planning.Compilation;
using Rebalancer.Planning.Goals;
using Rebalancer.Planning.Search;
using Rebalancer.Plans;

namespace Rebalancer.Planning.Sequencing;

/// <summary>Chooses which of the moves that could start goes first: the shortest makespan, then the smallest sum of ends.</summary>
internal static class Priority
{
    private const int MaxEnumeratedMoves = 6;
    private const int MaxExchangedMoves = 60;
    private const int MaxExchanges = 400;
    private const double ShorterSooner = 0.1;

    /// <summary>The best priority: what is urgent first; else of all where the moves are few, or of what a few rules and exchanges find.</summary>
    public static (ImmutableArray<PlanStep> Steps, PlanSchedule Schedule) Choose(PlacementProblem problem, StepBuilder builder, IReadOnlyList<Hop> moves, Dependencies dependencies, Urgency? urgency, SearchBudget budget)
    {
        double[] durations = [.. moves.Select(move => MoveEstimate.Of(
            problem.Start.Cluster, move.Instance, move.Source, move.Destination, move.Kind).Duration.TotalSeconds)];
        double[] tails = Tails(moves.Count, dependencies, durations);
        if (urgency is not null)
        {
            double longest = Math.Max(1, durations.DefaultIfEmpty().Max());
            ImmutableArray<PlanStep> urgent = builder.Build(Sorted(moves.Count, dependencies, move => urgency.KeyOf(moves[move]) + (durations[move] / longest * ShorterSooner)));
            return (urgent, PlanSchedule.Of(problem.Start.Cluster, problem.Limits, urgent));
        }

        HashSet<int> awaited = [.. dependencies.All().Select(edge => edge.On.Move)];
        int[][] rules =
        [
            Sorted(moves.Count, dependencies, move => durations[move]),
            Sorted(moves.Count, dependencies, move => -tails[move] + (durations[move] * 1e-6)),
            Sorted(moves.Count, dependencies, move => awaited.Contains(move) ? -tails[move] : durations[move]),
        ];
        Attempt best = rules.Select(Try).Min()!;
        var disabled = best.Steps.OfType<DisableStep>().Select(step => problem.Start.Cluster.IndexOf(step.Host)).ToHashSet();
        var bounds = ScheduleBounds.Of(problem, moves, disabled);
        foreach (int[] order in moves.Count <= MaxEnumeratedMoves ? Orders(moves.Count, dependencies) : Exchanges())
        {
            // All orders of a few moves are looked at even where placement has spent everything: they cost next to nothing.
            bool mustStop = moves.Count <= MaxEnumeratedMoves ? budget.IsCancelled : budget.IsSpent;
            if (mustStop || bounds.AreMetBy(best.Schedule))
            {
                break;
            }

            Attempt next = Try(order);
            best = next.CompareTo(best) < 0 ? next : best;
        }

        return (best.Steps, best.Schedule);

        Attempt Try(int[] order)
        {
            ImmutableArray<PlanStep> steps = builder.Build(order);
            return new Attempt(order, steps, PlanSchedule.Of(problem.Start.Cluster, problem.Limits, steps));
        }

        IEnumerable<int[]> Exchanges()
        {
            int left = moves.Count <= MaxExchangedMoves ? MaxExchanges : 0;
            for (Attempt? seen = null; seen != best && left > 0;)
            {
                seen = best;
                for (int i = 0; i + 1 < moves.Count && left > 0; i++)
                {
                    int[] order = [.. best.Order];
                    (order[i], order[i + 1]) = (order[i + 1], order[i]);
                    if (!dependencies.Of(order[i]).Any(on => on.Move == order[i + 1]))
                    {
                        left--;
                        yield return order;
                    }
                }
            }
        }
    }

    /// <summary>Every order in which each move comes after what it waits for.</summary>
    private static IEnumerable<int[]> Orders(int count, Dependencies dependencies)
    {
        var order = new int[count];
        return Extend(0, 0);

        IEnumerable<int[]> Extend(int length, int done)
        {
            if (length == count)
            {
                yield return [.. order];
                yield break;
            }

            for (int move = 0; move < count; move++)
            {
                if ((done & (1 << move)) == 0 && dependencies.Of(move).All(on => (done & (1 << on.Move)) != 0))
                {
                    order[length] = move;
                    foreach (int[] whole in Extend(length + 1, done | (1 << move)))
                    {
                        yield return whole;
                    }
                }
            }
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
