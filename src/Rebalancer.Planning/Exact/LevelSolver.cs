using Google.OrTools.Sat;
using Rebalancer.Planning.Compilation;
using Rebalancer.Planning.Search;

namespace Rebalancer.Planning.Exact;

/// <summary>Minimises the levels one after the other, each with those before it held at what was reached.</summary>
internal sealed class LevelSolver(PlacementProblem problem, PlacementModel model, SearchBudget budget)
{
    /// <summary>A placement at least as good as the incumbent, with a bound per level.</summary>
    /// <param name="incumbent">A placement that meets every constraint of the model.</param>
    /// <param name="knownBounds">Bounds known beforehand; a level that meets its own is not solved.</param>
    /// <param name="report">Told of every level that is done.</param>
    public (Placement Placement, long[] Bounds) Solve(Placement incumbent, Func<long[], long[]> knownBounds, Action<Level, long, long> report)
    {
        Placement best = incumbent;
        var bounds = new long[problem.Levels.Length];
        for (int index = 0; index < problem.Levels.Length; index++)
        {
            Level level = problem.Levels[index];
            long[] values = best.ValuesIn(problem);
            bounds[index] = knownBounds(values)[index];
            long encoded = values[index];
            bool isExact = Array.TrueForAll(level.Parts, part => part.Term.IsExact);
            if ((values[index] > bounds[index] || !isExact) && !budget.IsSpent)
            {
                (best, long proven, encoded) = Minimise(level, best);
                values = best.ValuesIn(problem);
                bounds[index] = Math.Max(knownBounds(values)[index], isExact ? proven : Math.Min(proven, encoded));
            }

            report(level, values[index], bounds[index]);
            if (index < problem.Levels.Length - 1)
            {
                model.Model.Add(level.In(model) <= (isExact ? values[index] : Math.Max(values[index], encoded)));
            }
        }

        return (best, bounds);
    }

    private (Placement Best, long Bound, long Encoded) Minimise(Level level, Placement incumbent)
    {
        model.Model.Minimize(level.In(model));
        model.Hint(incumbent);
        using CpSolver solver = new() { StringParameters = SolverParameters.Of(budget) };
        using CancellationTokenRegistration stop = budget.Cancellation.Register(solver.StopSearch);
        CpSolverStatus status = solver.Solve(model.Model);
        budget.Spend(solver.Response!.DeterministicTime);
        if (status == CpSolverStatus.ModelInvalid)
        {
            throw new InvalidOperationException("The placement model is not valid: " + model.Model.Validate());
        }

        switch (status)
        {
            case CpSolverStatus.Optimal:
                Placement best = model.Read(solver);
                return (best, ValueOf(best), Encoded());
            case CpSolverStatus.Feasible:
                Placement better = model.Read(solver);
                return (better, Math.Min(ValueOf(better), BoundOf(solver)), Encoded());
            case CpSolverStatus.Infeasible:
                throw new InvalidOperationException("The placement model excludes its own incumbent.");
            default:
                return (incumbent, Math.Min(ValueOf(incumbent), BoundOf(solver)), long.MaxValue / 2);
        }

        long Encoded() => (long)Math.Round(solver.ObjectiveValue);

        long ValueOf(Placement placement) => level.ValueOf(problem, placement, placement.FinalHosts(problem));
    }

    /// <summary>The solver's bound is a floating-point number, so that large ones are rounded down by what it cannot tell.</summary>
    private static long BoundOf(CpSolver solver) => solver.BestObjectiveBound <= long.MinValue / 2
        ? 0
        : Math.Max(0, (long)Math.Ceiling(solver.BestObjectiveBound - (1e-6 * Math.Max(1, Math.Abs(solver.BestObjectiveBound)))));
}
