using Rebalancer.Planning.Compilation;
using Rebalancer.Planning.Exact;
using Rebalancer.Planning.Goals;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Sequencing;

namespace Rebalancer.Planning.Improving;

/// <summary>Large-neighbourhood search: places the instances of a few hosts anew, exactly and by every rule, again and again.</summary>
/// <remarks>
/// With several threads each has a part of the cloud to itself for some steps; then what all of them found is put together, and the
/// cloud cut anew, so that hosts of different parts meet too.
/// </remarks>
internal sealed class NeighbourhoodSearch
{
    private const int MostPatience = 400;
    private const int PatiencePerHost = 10;
    private const int StepsPerRound = 8;

    private readonly ProblemCompiler compiler;
    private readonly LevelBounds bounds;
    private readonly SearchBudget budget;
    private readonly Action<Incumbent> report;
    private readonly NeighbourhoodWalk[] walks;
    private readonly Lazily<CloudParts> parts;

    public NeighbourhoodSearch(GoalScope scope, ProblemCompiler compiler, LevelBounds bounds, SearchBudget budget, Action<Incumbent> report)
    {
        this.compiler = compiler;
        this.bounds = bounds;
        this.budget = budget;
        this.report = report;
        PlanningOptions options = budget.Options;
        walks = [.. Enumerable.Range(0, options.Workers).Select(worker => new NeighbourhoodWalk(new Neighbourhoods(scope, compiler, options.Seed, worker), compiler, bounds))];
        parts = new Lazily<CloudParts>(() => new CloudParts(compiler, options.Seed));
    }

    /// <summary>The best that was found; the incumbent where nothing better was.</summary>
    /// <param name="best">A placement without detours.</param>
    /// <param name="until">The share of what is left of the budget that may be spent.</param>
    public Incumbent Improve(Incumbent best, double until)
    {
        if (best.Ordered.Moves.Any(move => move.IsSecond))
        {
            return best;
        }

        SearchBudget spent = budget.UntilOfRest(until);
        int patience = Math.Min(MostPatience, PatiencePerHost * best.Problem.HostCount);
        if (walks.Length == 1)
        {
            return walks[0].Go(best, [.. Enumerable.Range(0, best.Problem.HostCount)], int.MaxValue, patience, spent, report);
        }

        SearchBudget each = spent.ForOneWorker();
        for (int unlucky = 0; unlucky < patience && !spent.IsSpent && !best.IsProven; unlucky += walks.Length * StepsPerRound)
        {
            Incumbent before = best;
            best = Together(before, InParts(before, each));
            if (best != before)
            {
                unlucky = 0;
                report(best);
            }
        }

        return best;
    }

    private Incumbent[] InParts(Incumbent before, SearchBudget each)
    {
        int[][] cut = parts.Value.Next(walks.Length);
        var found = new Incumbent[walks.Length];
        Parallel.For(0, walks.Length, new ParallelOptions { MaxDegreeOfParallelism = walks.Length }, worker =>
            found[worker] = walks[worker].Go(before, cut[worker], StepsPerRound, StepsPerRound, each, static _ => { }));
        return found;
    }

    /// <summary>What all walks found, as far as it can be had together: the best of it first.</summary>
    private Incumbent Together(Incumbent before, IEnumerable<Incumbent> found)
    {
        Incumbent best = before;
        foreach (Incumbent next in found.Where(next => next != before).Order(Comparer<Incumbent>.Create((left, right) => Placement.Compare(left.Values, right.Values))))
        {
            best = best == before ? next : Joined(before, best, next) ?? best;
        }

        return best;
    }

    /// <summary>One incumbent with what another changed of the one before them, or <c>null</c> where that is not better, or cannot be.</summary>
    private Incumbent? Joined(Incumbent before, Incumbent one, Incumbent other)
    {
        Dictionary<int, MoveOption> was = before.Chosen(), changed = other.Chosen(), chosen = one.Chosen();
        foreach (int instance in was.Keys.Where(instance => !changed.ContainsKey(instance)))
        {
            chosen.Remove(instance);
        }

        foreach ((int instance, MoveOption option) in changed.Where(move => !was.TryGetValue(move.Key, out MoveOption old) || old != move.Value))
        {
            chosen[instance] = option;
        }

        PlacementProblem problem = compiler.Around(chosen, new HashSet<int>(), []);
        Placement placement = Placement.Of(problem, chosen.Values)!;
        long[] values = placement.ValuesIn(problem);
        return Placement.Compare(values, one.Values) < 0 && problem.KeepsBudgets(placement) && problem.KeepsHeadroom(placement) && MoveOrder.Find(problem, placement, out _) is { } order
            ? new Incumbent(problem, new OrderedPlacement(placement, order), bounds.Given(values))
            : null;
    }
}
