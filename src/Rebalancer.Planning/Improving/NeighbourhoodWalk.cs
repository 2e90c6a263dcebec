using Rebalancer.Planning.Compilation;
using Rebalancer.Planning.Compilation.Terms;
using Rebalancer.Planning.Exact;
using Rebalancer.Planning.Goals;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Sequencing;

namespace Rebalancer.Planning.Improving;

/// <summary>Steps from one incumbent to the next, each the best of a neighbourhood. One thread's own.</summary>
/// <remarks>A step counts only if its placement can still be put in order. The sizes of neighbourhoods follow what the solver can finish.</remarks>
internal sealed class NeighbourhoodWalk(Neighbourhoods neighbourhoods, ProblemCompiler compiler, LevelBounds bounds)
{
    private const double WorkPerStep = 0.15;
    private const int FewestHosts = 3;
    private const int MostHosts = 16;
    private const int MostFree = 160;
    private const int MostCellCuts = 12;
    private const int MostHalvings = 3;

    private int size = FewestHosts + 2;

    // Steps in a row that found nothing better, whoever asked for them: larger neighbourhoods may.
    private int unlucky;

    /// <summary>Goes until a number of steps is made, as many found nothing better in a row as there is patience for, or the budget is spent.</summary>
    /// <param name="best">Where it begins: a placement without detours.</param>
    /// <param name="part">The hosts that neighbourhoods are of.</param>
    /// <param name="most">The most steps.</param>
    /// <param name="patience">The most steps in a row that find nothing better.</param>
    /// <param name="budget">What it may spend.</param>
    /// <param name="report">Told of every better incumbent.</param>
    public Incumbent Go(Incumbent best, int[] part, int most, int patience, SearchBudget budget, Action<Incumbent> report)
    {
        int inVain = 0;
        for (int step = 0; step < most && inVain < patience && !budget.IsSpent && !best.IsProven; step++)
        {
            int[] hosts = neighbourhoods.Next(best.Problem, best.Ordered.Placement.FinalHosts(best.Problem), part, size, MostFree, out HashSet<int> free);
            Incumbent? found = null;
            if (free.Count > 0)
            {
                found = Step(best, free, hosts, budget, out bool isFinished);
                size = isFinished ? Math.Min(MostHosts, size + (unlucky % 4 == 3 ? 1 : 0)) : Math.Max(FewestHosts, size - 1);
            }

            unlucky++;
            inVain++;
            if (found is not null)
            {
                best = found;
                unlucky = inVain = 0;
                report(best);
            }
        }

        return best;
    }

    /// <summary>Something better in the neighbourhood that has an order; where what is best there has none, half of that step forward may have one.</summary>
    private Incumbent? Step(Incumbent best, HashSet<int> free, int[] hosts, SearchBudget whole, out bool isFinished)
    {
        Dictionary<int, MoveOption> chosen = best.Chosen();
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
