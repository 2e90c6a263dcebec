using System.Collections.Immutable;
using Rebalancer.Goals;
using Rebalancer.Planning.Compilation;
using Rebalancer.Planning.Goals;
using Rebalancer.Planning.Search;
using Rebalancer.Plans;

namespace Rebalancer.Planning.Sequencing;

/// <summary>Turns an ordered placement into steps that are as loose as the law allows.</summary>
internal sealed class Sequencer(PlacementProblem problem, Goal goal, SearchBudget budget, Func<ImmutableArray<PlanStep>, PlanProof> prove)
{
    private const int MaxPrunedDependencies = 400;

    // Moves in all proofs together: a proof goes through all moves of a plan.
    private const int MaxProvenMoves = 200_000;
    private const int MaxStructuredUnordered = 6;
    private const int MaxOneByOne = 200;

    /// <summary>The steps, with the schedule that their order gives and the proof that they are safe.</summary>
    public SafeSteps Sequence(IReadOnlyList<Hop> moves)
    {
        HashSet<int> keptInOrder = [.. CrowdedStructuredHosts(moves)];
        Dependencies dependencies = DependencyFinder.Find(problem, moves, keptInOrder);
        if (!Prove(moves, dependencies).IsProven)
        {
            keptInOrder.UnionWith(StructuredHosts(moves).Select(host => host.Host));
            dependencies = DependencyFinder.Find(problem, moves, keptInOrder);
        }

        // What no amount, group or cell explains (a scheduler hint, say) is rare: such plans start from one move at a time.
        if (!Prove(moves, dependencies).IsProven && moves.Count <= MaxOneByOne)
        {
            dependencies = DependencyFinder.OneByOne(moves);
        }

        Prune(moves, dependencies);
        StepBuilder builder = new(problem, goal, moves, dependencies);
        (ImmutableArray<PlanStep> steps, PlanSchedule schedule) = Priority.Choose(problem, builder, moves, dependencies, Urgency.Of(problem.Start.Cluster, goal), budget);
        return new SafeSteps(steps, schedule, prove(steps));
    }

    private PlanProof Prove(IReadOnlyList<Hop> moves, Dependencies dependencies) =>
        prove(new StepBuilder(problem, goal, moves, dependencies).Build([.. Enumerable.Range(0, moves.Count)]));

    /// <summary>Takes away every dependency without which the steps are still safe, as far as the proofs are allowed to go. Fewer dependencies never make a plan safer, so one pass is enough.</summary>
    private void Prune(IReadOnlyList<Hop> moves, Dependencies dependencies)
    {
        List<(int Move, Dependency On)> all = [.. dependencies.All()];
        if (all.Count is 0 or > MaxPrunedDependencies)
        {
            return;
        }

        // What goes together goes in one proof; halves of the others are tried in order, which keeps the same ones as one at a time does.
        int proofsLeft = MaxProvenMoves / moves.Count;
        Stack<(int From, int To)> open = new([(0, all.Count)]);
        while (proofsLeft-- > 0 && open.TryPop(out (int From, int To) range))
        {
            List<(int Move, Dependency On)> some = all[range.From..range.To];
            some.ForEach(edge => dependencies.Remove(edge.Move, edge.On));
            if (Prove(moves, dependencies).IsProven)
            {
                continue;
            }

            some.ForEach(edge => dependencies.Restore(edge.Move, edge.On));
            int middle = (range.From + range.To) / 2;
            if (middle > range.From)
            {
                open.Push((middle, range.To));
                open.Push((range.From, middle));
            }
        }
    }

    private IEnumerable<int> CrowdedStructuredHosts(IReadOnlyList<Hop> moves) =>
        StructuredHosts(moves).Where(host => host.Events > MaxStructuredUnordered).Select(host => host.Host);

    /// <summary>Hosts where something with cells or devices arrives, with how many such moves touch them.</summary>
    private IEnumerable<(int Host, int Events)> StructuredHosts(IReadOnlyList<Hop> moves)
    {
        List<Hop> structured = [.. moves.Where(move => problem.Start.DemandOf(move.Instance).IsStructured)];
        return structured.Select(move => move.Destination).Distinct().Select(host => (
            host,
            structured.Count(move => move.Destination == host) + structured.Count(move => move.Source == host)));
    }
}
