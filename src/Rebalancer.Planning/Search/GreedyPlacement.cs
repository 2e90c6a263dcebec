using Rebalancer.Planning.Compilation;
using Rebalancer.Planning.Sequencing;
using Rebalancer.Plans;

namespace Rebalancer.Planning.Search;

/// <summary>Moves those who must leave one after the other, the hardest first, each to the fullest host that takes it at the least cost.</summary>
internal static class GreedyPlacement
{
    private const int MaxPasses = 4;

    /// <summary>A placement with an order in which it can be reached; each pass begins with those whom the one before left behind.</summary>
    public static OrderedPlacement Find(PlacementProblem problem, SearchBudget budget)
    {
        int[] order = [.. Enumerable.Range(0, problem.InstanceCount)
            .Where(instance => problem.MustLeave[instance] && !problem.OptionsOf(instance).IsEmpty)
            .OrderByDescending(instance => DifficultyOf(problem, instance))];
        OrderedPlacement best = new(Placement.Unmoved(problem), []);
        long[] bestValues = best.Placement.ValuesIn(problem);
        for (int pass = 0; pass < MaxPasses && (pass == 0 || !budget.IsSpent); pass++)
        {
            OrderedPlacement found = Pass(problem, order);
            long[] values = found.Placement.ValuesIn(problem);
            if (Placement.Compare(values, bestValues) < 0)
            {
                (best, bestValues) = (found, values);
            }

            int[] next = [.. order.OrderBy(instance => found.Placement.Choice[instance] < 0 ? 0 : 1)];
            if (next.AsSpan().SequenceEqual(order))
            {
                break;
            }

            order = next;
        }

        return best;
    }

    private static OrderedPlacement Pass(PlacementProblem problem, int[] order)
    {
        PlanState state = problem.Start.Clone();
        ArrivalCheck check = new(problem.FinalLimits, problem.Profile);
        Placement placement = Placement.Unmoved(problem);
        List<Hop> moves = [];
        long bytes = 0;
        foreach (int instance in order)
        {
            if (moves.Count >= (problem.Limits.MaxMoves ?? int.MaxValue))
            {
                break;
            }

            int best = BestOption(problem, state, check, instance, bytes);
            if (best < 0)
            {
                continue;
            }

            MoveOption move = problem.Options[best];
            placement.Choice[instance] = best;
            Hop[] hops = [.. move.HopsFrom(problem.Start)];
            moves.AddRange(hops);
            bytes += move.Bytes;
            Array.ForEach(hops, hop => hop.MakeIn(state));
        }

        return new OrderedPlacement(placement, moves);
    }

    private static int BestOption(PlacementProblem problem, PlanState state, ArrivalCheck check, int instance, long bytesSoFar)
    {
        int best = -1;
        double bestSlack = 0;
        for (int index = problem.FirstOption[instance]; index < problem.FirstOption[instance + 1]; index++)
        {
            MoveOption option = problem.Options[index];
            if (best >= 0 && option.Cost.CompareTo(problem.Options[best].Cost) > 0)
            {
                continue;
            }

            double slack = problem.RoomAfter(state, option);
            if (best >= 0 && option.Cost == problem.Options[best].Cost && slack >= bestSlack)
            {
                continue;
            }

            if (option.Bytes <= problem.MostBytes - bytesSoFar && check.Allows(state, instance, option.Destination, option.Kind))
            {
                (best, bestSlack) = (index, slack);
            }
        }

        return best;
    }

    /// <summary>Few ways to go and large demands make an instance hard to place.</summary>
    private static double DifficultyOf(PlacementProblem problem, int instance)
    {
        ReadOnlySpan<MoveOption> options = problem.OptionsOf(instance);
        double largest = 0;
        foreach (MoveOption option in options)
        {
            ReadOnlySpan<long> amounts = problem.Start.AmountsOn(instance, option.Destination);
            for (int c = 0; c < amounts.Length; c++)
            {
                long limit = problem.FinalLimits[(option.Destination * problem.ClassCount) + c];
                largest = Math.Max(largest, limit > 0 ? (double)amounts[c] / limit : 0);
            }
        }

        return largest + (1.0 / options.Length) + (problem.Start.DemandOf(instance).IsStructured ? 1 : 0);
    }
}
