using Rebalancer.Goals;
using Rebalancer.Planning.Compilation;
using Rebalancer.Planning.Exact;
using Rebalancer.Planning.Goals;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Search.Repacking;
using Rebalancer.Planning.Sequencing;
using Rebalancer.Plans;

namespace Rebalancer.Planning.Improving;

/// <summary>Consolidates and spreads clouds that are too large to look at every pair: on a flat problem, from which those moves are taken that can be put in order.</summary>
internal sealed class FlatImprovement(PlanState start, GoalScope scope, ProblemCompiler compiler, LevelBounds bounds, SearchBudget budget)
{
    private const int WholeCloud = int.MaxValue;

    /// <summary>Something better than the incumbent, or <c>null</c>.</summary>
    /// <param name="best">A placement without detours.</param>
    /// <param name="share">The share of what is left of the budget that may be spent.</param>
    public Incumbent? Improve(Incumbent best, double share)
    {
        if (best.Ordered.Moves.Any(move => move.IsSecond))
        {
            return null;
        }

        Incumbent? found = null;
        Goal[] goals = [.. scope.Goals.Where(goal => goal is ConsolidateGoal or SpreadGoal)];
        foreach (Goal goal in goals)
        {
            Incumbent now = found ?? best;
            int mostMoves = (scope.Limits.MaxMoves ?? WholeCloud) - now.Ordered.Moves.Count;
            if (mostMoves > 0 && !budget.IsSpent && With(now, goal, mostMoves, share / goals.Length) is { } next && Placement.Compare(next.Values, now.Values) < 0)
            {
                found = next;
            }
        }

        return found;
    }

    private Incumbent? With(Incumbent best, Goal goal, int mostMoves, double share)
    {
        PlanState state = start.Clone();
        HashSet<int> settled = [];
        foreach (Hop move in best.Ordered.Moves)
        {
            settled.Add(move.Instance);
            move.MakeIn(state);
        }

        FlatCloud cloud = compiler.Flat(state, settled);
        if (cloud.Instances.Length == 0)
        {
            return null;
        }

        CountedTime? counted = budget.Options.TimeLimit is null ? new CountedTime() : null;
        SearchSettings settings = new()
        {
            Seed = budget.Options.Seed,
            Workers = counted is null ? budget.Options.Workers : 1,
            TimeLimit = TimeSpan.FromSeconds(Math.Max(0.01, (counted is null ? budget.SecondsLeft : budget.WorkLeft) * share)),
            TimeProvider = counted ?? budget.Options.TimeProvider,
        };
        int[] hostOf = goal is ConsolidateGoal consolidate
            ? Consolidated(cloud, consolidate, mostMoves, settings)
            : new FlatSpread(state, scope, (SpreadGoal)goal, cloud).Find(mostMoves, settings);
        budget.Spend(counted?.Elapsed.TotalSeconds ?? 0);
        return InOrder(best, cloud, hostOf);
    }

    private int[] Consolidated(FlatCloud cloud, ConsolidateGoal goal, int mostMoves, SearchSettings settings)
    {
        bool[] counts = scope.HostsOf(goal.Hosts);
        bool[] mayClose = [.. cloud.IsHeld.Select((isHeld, host) => !isHeld && !scope.Emptied[host] && (goal.Hosts.IsDefaultOrEmpty || counts[host]))];
        return new Consolidator(cloud.Problem, settings, mayClose).ToFewest(null, mostMoves).Repacking.HostOf;
    }

    /// <summary>Those of the moves that can be made one after the other, as a placement.</summary>
    private Incumbent? InOrder(Incumbent best, FlatCloud cloud, int[] hostOf)
    {
        var wanted = new int[start.Cluster.Instances.Length];
        Array.Fill(wanted, -1);
        foreach (Hop move in best.Ordered.Moves)
        {
            wanted[move.Instance] = move.Destination;
        }

        for (int index = 0; index < hostOf.Length; index++)
        {
            if (hostOf[index] != cloud.Problem.Origin[index])
            {
                wanted[cloud.Instances[index]] = hostOf[index];
            }
        }

        PlacementProblem problem = compiler.To(wanted);
        Placement placement = Placement.Unmoved(problem);
        for (int instance = 0; instance < wanted.Length; instance++)
        {
            placement.Choice[instance] = CheapestOf(problem, instance);
        }

        IReadOnlyList<Hop> order = WithinLimits(problem, placement, MoveOrder.AsFarAsPossible(problem, placement));
        HashSet<int> moving = [.. order.Select(move => move.Instance)];
        Placement reached = new([.. placement.Choice.Select((option, instance) => moving.Contains(instance) ? option : -1)]);
        return problem.KeepsHeadroom(reached)
            ? new Incumbent(problem, new OrderedPlacement(reached, order), bounds.Given(reached.ValuesIn(problem)))
            : null;
    }

    private static int CheapestOf(PlacementProblem problem, int instance)
    {
        int best = -1;
        for (int option = problem.FirstOption[instance]; option < problem.FirstOption[instance + 1]; option++)
        {
            if (best < 0 || problem.Options[option].Cost.CompareTo(problem.Options[best].Cost) < 0)
            {
                best = option;
            }
        }

        return best;
    }

    /// <summary>The first moves of an order, as many as the goal's limits allow.</summary>
    private static List<Hop> WithinLimits(PlacementProblem problem, Placement placement, IReadOnlyList<Hop> order)
    {
        long bytesLeft = problem.MostBytes;
        List<Hop> within = [];
        foreach (Hop move in order.Take(problem.Limits.MaxMoves ?? int.MaxValue))
        {
            bytesLeft -= problem.Options[placement.Choice[move.Instance]].Bytes;
            if (bytesLeft < 0)
            {
                break;
            }

            within.Add(move);
        }

        return within;
    }
}
