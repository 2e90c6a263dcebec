using Rebalancer.Planning.Compilation;
using Rebalancer.Planning.Exact;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Sequencing;

namespace Rebalancer.Planning.Goals;

/// <summary>Large-neighbourhood search: places the instances of a few hosts anew, exactly and by every rule, again and again.</summary>
/// <remarks>A step counts only if its placement can still be put in order. The sizes of neighbourhoods follow what the solver can finish.</remarks>
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

        SearchBudget spent = budget.UntilOfRest(until);
        int size = FewestHosts + 2, patience = Math.Min(MostPatience, PatiencePerHost * best.Problem.HostCount);
        for (int unlucky = 0; unlucky < patience && !spent.IsSpent && !best.IsProven; unlucky++)
        {
            int[] finalHosts = best.Ordered.Placement.FinalHosts(best.Problem);
            int[] hosts = neighbourhoods.Next(best.Problem, finalHosts, size, MostFree, out HashSet<int> free);
            if (free.Count == 0)
            {
                continue;
            }

            Incumbent? found = Step(best, free, hosts, spent, out bool isFinished);
            size = isFinished ? Math.Min(MostHosts, size + (unlucky % 4 == 3 ? 1 : 0)) : Math.Max(FewestHosts, size - 1);
            if (found is not null)
            {
                best = found;
                unlucky = -1;
                report(best);
            }
        }

        return best;
    }

    private Incumbent? Step(Incumbent best, HashSet<int> free, int[] hosts, SearchBudget whole, out bool isFinished)
    {
        Dictionary<int, MoveOption> chosen = best.Ordered.Placement.Moves(best.Problem).ToDictionary(option => option.Instance);
        PlacementProblem problem = compiler.Around(chosen, free, hosts);
        Placement start = Placement.Of(problem, chosen.Values)!;
        List<PlacementCut> cuts = [];
        long least = 0;
        for (int attempt = 0, halvings = 0; ; attempt++)
        {
            PlacementModel model = new(problem, cuts);
            foreach (int instance in chosen.Keys.Where(instance => !free.Contains(instance)))
            {
                model.Model.Add(model.Moved(instance) == 1);
            }

            SearchBudget step = whole.WithWork(WorkPerStep);
            (Placement placement, _) = new LevelSolver(problem, model, step) { LeastToLeave = least }.Solve(start, values => new long[values.Length], static (_, _, _) => { });
            isFinished = step.WorkLeft > 0;
            long[] values = placement.ValuesIn(problem);
            if (Placement.Compare(values, best.Values) >= 0)
            {
                return null;
            }

            if (problem.KeepsHeadroom(placement) && MoveOrder.Find(problem, placement, out _) is { } order)
            {
                return new Incumbent(problem, new OrderedPlacement(placement, order), bounds.Given(values));
            }

            int before = cuts.Count;
            cuts.AddRange(CellCuts.Sharp(problem, placement, start));
            if (cuts.Count > before && attempt < MostCellCuts)
            {
                continue;
            }

            // What is best has no order: half of that step forward may have one.
            long gain = best.Values[0] - values[0];
            if (gain < 2 || halvings == MostHalvings || whole.IsSpent)
            {
                return null;
            }

            least = best.Values[0] - (gain / 2);
            halvings++;
            attempt = -1;
        }
    }
}
