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
            if (values[index] > bounds[index] && !budget.IsSpent)
            {
                (best, long proven) = Minimise(level, best);
                values = best.ValuesIn(problem);
                bounds[index] = Math.Max(knownBounds(values)[index], proven);
            }

            report(level, values[index], bounds[index]);
            if (index < problem.Levels.Length - 1)
            {
                model.Model.Add(level.In(model) <= values[index]);
            }
        }

        return (best, bounds);
    }

    private (Placement Best, long Bound) Minimise(Level level, Placement incumbent)
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
                return (best, ValueOf(best));
            case CpSolverStatus.Feasible:
                Placement better = model.Read(solver);
                return (better, Math.Min(ValueOf(better), BoundOf(solver)));
            case CpSolverStatus.Infeasible:
                throw new InvalidOperationException("The placement model excludes its own incumbent.");
            default:
                return (incumbent, Math.Min(ValueOf(incumbent), BoundOf(solver)));
        }

        long ValueOf(Placement placement) => level.ValueOf(problem, placement, placement.FinalHosts(problem));
    }

    /// <summary>The solver's bound is a floating-point number, so that large ones are rounded down by what it cannot tell.</summary>
    private static long BoundOf(CpSolver solver) => solver.BestObjectiveBound <= long.MinValue / 2
        ? 0
        : Math.Max(0, (long)Math.Ceiling(solver.BestObjectiveBound - (1e-6 * Math.Max(1, Math.Abs(solver.BestObjectiveBound)))));
}
