using Rebalancer.Planning.Compilation;
using Rebalancer.Planning.Compilation.Terms;
using Rebalancer.Planning.Exact;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Sequencing;

namespace Rebalancer.Planning.Goals;

/// <summary>Large-neighbourhood search: places the instances of a few hosts anew, exactly and by every rule, again and again.</summary>
/// <remarks>
/// A step counts only if its placement can still be put in order. The sizes of neighbourhoods follow what the solver can finish. With
/// several threads as many neighbourhoods of one incumbent are looked at at once, and the best step is taken.
/// </remarks>
internal sealed class NeighbourhoodSearch(GoalScope scope, ProblemCompiler compiler, LevelBounds bounds, SearchBudget budget, Action<Incumbent> report)
{
    private const double WorkPerStep = 0.15;
    private const int FewestHosts = 3;
    private const int MostHosts = 16;
    private const int MostFree = 160;
    private const int MostCellCuts = 12;
    private const int MostHalvings = 3;
    private const int MostPatience = 400;
    private const int PatiencePerHost = 10;

    private readonly Neighbourhoods neighbourhoods = new(scope, compiler, budget.Options.Seed);

    /// <summary>The best that was found; the incumbent where nothing better was.</summary>
    /// <param name="best">A placement without detours.</param>
    /// <param name="until">The share of what is left of the budget that may be spent.</param>
    public Incumbent Improve(Incumbent best, double until)
    {
        if (best.Ordered.Moves.Any(move => move.IsSecond))
        {
            return best;
        }

        SearchBudget spent = budget.UntilOfRest(until), each = spent.ForOneWorker();
        int size = FewestHosts + 2, patience = Math.Min(MostPatience, PatiencePerHost * best.Problem.HostCount), unlucky = 0;
        while (unlucky < patience && !spent.IsSpent && !best.IsProven)
        {
            Incumbent before = best;
            foreach ((Incumbent? found, bool? isFinished) in StepsFrom(before, size, each))
            {
                size = isFinished switch
                {
                    true => Math.Min(MostHosts, size + (unlucky % 4 == 3 ? 1 : 0)),
                    false => Math.Max(FewestHosts, size - 1),
                    null => size,
                };
                unlucky++;
                best = found is not null && Placement.Compare(found.Values, best.Values) < 0 ? found : best;
            }

            if (best != before)
            {
                unlucky = 0;
                report(best);
            }
        }

        return best;
    }

    /// <summary>A step in each of as many neighbourhoods as there are workers: what was found, and whether all of it was searched; nothing where nobody may move.</summary>
    private (Incumbent? Found, bool? IsFinished)[] StepsFrom(Incumbent best, int size, SearchBudget each)
    {
        int[] finalHosts = best.Ordered.Placement.FinalHosts(best.Problem);
        var steps = new (Incumbent?, bool?)[budget.Options.Workers];
        (int[] Hosts, HashSet<int> Free)[] around = [.. steps.Select(_ => (neighbourhoods.Next(best.Problem, finalHosts, size, MostFree, out HashSet<int> free), free))];
        Parallel.For(0, steps.Length, new ParallelOptions { MaxDegreeOfParallelism = steps.Length }, worker =>
        {
            if (around[worker].Free.Count > 0)
            {
                steps[worker] = (Step(best, around[worker].Free, around[worker].Hosts, each, out bool isFinished), isFinished);
            }
        });
        return steps;
    }

    /// <summary>Something better in the neighbourhood that has an order; where what is best there has none, half of that step forward may have one.</summary>
    private Incumbent? Step(Incumbent best, HashSet<int> free, int[] hosts, SearchBudget whole, out bool isFinished)
    {
        Dictionary<int, MoveOption> chosen = best.Ordered.Placement.Moves(best.Problem).ToDictionary(option => option.Instance);
        PlacementProblem problem = compiler.Around(chosen, free, hosts);
        int[] others = [.. chosen.Keys.Where(instance => !free.Contains(instance))];
        Placement start = Placement.Of(problem, chosen.Values)!;
        List<IPlacementCut> cuts = [];
        Level[] levels = problem.Levels;
        for (int halvings = 0; ; halvings++)
        {
            (Incumbent? found, long first) = Ordered(problem, levels, start, others, cuts, whole, out isFinished);
            long gain = best.Values[0] - first;
            if (found is not null || gain < 2 || halvings == MostHalvings || whole.IsSpent)
            {
                return found;
            }

            levels = [new Level(levels[0].Name, levels[0].Unit, (1, new EnoughTerm(problem.Levels[0], best.Values[0] - (gain / 2), best.Values[0]))), .. problem.Levels[1..]];
        }
    }

    /// <summary>The best placement by these levels, with what stands against its order forbidden, until one has an order.</summary>
    /// <returns>One that is better than <paramref name="start"/>, or <c>null</c>; and what the last one that was looked at has in the first level.</returns>
    private (Incumbent? Found, long First) Ordered(PlacementProblem problem, Level[] levels, Placement start, int[] others, List<IPlacementCut> cuts, SearchBudget whole, out bool isFinished)
    {
        long[] before = start.ValuesIn(problem);
        for (int attempt = 0; ; attempt++)
        {
            PlacementModel model = new(problem, cuts);
            foreach (int instance in others)
            {
                model.Model.Add(model.Moved(instance) == 1);
            }

            SearchBudget step = whole.WithWork(WorkPerStep);
            (Placement placement, _) = new LevelSolver(problem, levels, model, step).Solve(start, values => new long[values.Length], static (_, _, _) => { });
            isFinished = step.WorkLeft > 0;
            long[] values = placement.ValuesIn(problem);
            if (Placement.Compare(values, before) >= 0)
            {
                return (null, before[0]);
            }

            if (problem.KeepsHeadroom(placement) && MoveOrder.Find(problem, placement, out _) is { } order)
            {
                return (new Incumbent(problem, new OrderedPlacement(placement, order), bounds.Given(values)), values[0]);
            }

            int known = cuts.Count;
            cuts.AddRange(CellCuts.Sharp(problem, placement, start));
            if (cuts.Count == known || attempt == MostCellCuts)
            {
                return (null, values[0]);
            }
        }
    }
}
