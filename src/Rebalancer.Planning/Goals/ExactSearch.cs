using System.Collections.Immutable;
using Rebalancer.Planning.Compilation;
using Rebalancer.Planning.Exact;
using Rebalancer.Planning.Improving;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Sequencing;

namespace Rebalancer.Planning.Goals;

/// <summary>Solves placement over all that a problem offers, orders it, and forbids what cannot be ordered, until a placement can be ordered or the budget ends.</summary>
/// <param name="bounds">What is known beforehand.</param>
/// <param name="budget">What the search may spend.</param>
/// <param name="reports">Told of every better incumbent and bound.</param>
/// <param name="refused">Moves that the proof objected to, each set as a whole.</param>
/// <param name="helper">A few hosts at a time, where one model may take long without a proof, or prove a placement that has no order; <c>null</c> where it takes no help.</param>
internal sealed class ExactSearch(
    LevelBounds bounds, SearchBudget budget, ProgressReports reports, IReadOnlyList<ImmutableArray<Hop>> refused, NeighbourhoodSearch? helper)
{
    private const long MaxOrderedSize = 20_000;
    private const double ShareOfFirstModel = 0.4;
    private const double ShareOfHelp = 0.5;
    private const int MaxCuts = 200;
    private const int CutsBeforeOrder = 2;
    private const int LargeSize = 60;
    private const int MostOptionsOfEnds = 200;
    private const int HelpAfterCuts = 4;

    /// <returns>The best placement that can be ordered, with bounds for the moves that the problem offers; and the best without regard to order.</returns>
    public (Incumbent Best, Incumbent? Floor) Improve(Incumbent best)
    {
        PlacementProblem problem = best.Problem;
        List<IPlacementCut> cuts = [.. refused.Select(moves => PlacementCut.Of(problem, moves)).OfType<PlacementCut>()];
        EndsCuts? ends = problem.Options.Length <= MostOptionsOfEnds && refused.Count == 0 ? new EndsCuts(problem, budget) : null;
        Incumbent? floor = null;
        int wholeCuts = 0;
        bool isLarge = problem.Options.Length > LargeSize;
        for (int attempt = 0; !budget.IsSpent && cuts.Count < MaxCuts; attempt++)
        {
            PlacementModel model = new(problem, cuts);
            if (wholeCuts >= CutsBeforeOrder && OrderTerms.SizeOf(problem) <= MaxOrderedSize)
            {
                OrderTerms.AddTo(problem, model);
            }

            NeighbourhoodSearch? help = attempt == (isLarge ? 0 : HelpAfterCuts) ? helper : null;
            (Placement placement, long[] proven) = new LevelSolver(problem, problem.Levels, model, isLarge && help is not null ? budget.UntilOfRest(ShareOfFirstModel) : budget)
                .Solve(best.Ordered.Placement, bounds.Given, (level, value, bound) => reports.Tell("placement", level.Name, value, bound));
            long[] values = placement.ValuesIn(problem);
            floor ??= cuts.Count == 0 ? new Incumbent(problem, new OrderedPlacement(placement, []), proven) : null;
            bool isBetter = Placement.Compare(values, best.Values) < 0;
            IReadOnlyList<Hop>? order = isBetter ? MoveOrder.Find(problem, placement, out _) : best.Ordered.Moves;
            if (order is not null)
            {
                best = isBetter ? new Incumbent(problem, new OrderedPlacement(placement, order), proven) : best with { Bounds = proven };
                reports.Tell("placement", best);
                if (help is null || values.AsSpan().SequenceEqual(proven))
                {
                    return (best.ProvenBy(proven, floor), floor);
                }

                best = help.Improve(best, ShareOfHelp).In(problem);
                continue;
            }

            best = helper is null ? best : AsFarAsOrdered(best, placement);
            best = help?.Improve(best, ShareOfHelp).In(problem) ?? best;
            (EndsCut? cut, OrderedPlacement? way) = ends?.Of(placement) ?? default;
            best = way is null ? best : NoWorse(best, way);
            IPlacementCut[] found = cut is not null ? [cut] : [.. CellCuts.Of(problem, placement)];
            wholeCuts += found.Length == 0 ? 1 : 0;
            cuts.AddRange(found.Length > 0 ? found : [PlacementCut.Of(problem, placement)]);

            reports.Tell("order", "cuts", cuts.Count, null);
        }

        return (best.ProvenBy(bounds.Given(best.Values), null), floor);
    }

    /// <summary>A way in place of an incumbent that is no better: from then on it is the only one to its ends that the model allows.</summary>
    private Incumbent NoWorse(Incumbent best, OrderedPlacement way)
    {
        long[] values = way.Placement.ValuesIn(best.Problem);
        return Placement.Compare(values, best.Values) <= 0 ? new Incumbent(best.Problem, way, bounds.Given(values)) : best;
    }

    /// <summary>As much of a placement as can be made one after the other and straight, where that is better than the incumbent.</summary>
    private Incumbent AsFarAsOrdered(Incumbent best, Placement wanted)
    {
        PlacementProblem problem = best.Problem;
        Placement straight = new([.. wanted.Choice.Select(option => option >= 0 && problem.Options[option].Detour is null ? option : -1)]);
        IReadOnlyList<Hop> order = MoveOrder.AsFarAsPossible(problem, straight);
        HashSet<int> moving = [.. order.Select(move => move.Instance)];
        Placement reached = new([.. straight.Choice.Select((option, instance) => moving.Contains(instance) ? option : -1)]);
        long[] values = reached.ValuesIn(problem);
        return Placement.Compare(values, best.Values) < 0 && problem.KeepsHeadroom(reached)
            ? new Incumbent(problem, new OrderedPlacement(reached, order), bounds.Given(values))
            : best;
    }
}
