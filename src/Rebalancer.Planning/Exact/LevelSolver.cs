using Google.OrTools.Sat;
using Rebalancer.Planning.Compilation;
using Rebalancer.Planning.Search;

namespace Rebalancer.Planning.Exact;

/// <summary>Minimises the levels one after the other, each with those before it held at what was reached.</summary>
/// <remarks>
/// Where the encoding of a level is too hopeful, what it overlooked of a placement is added to the model, and the level solved again:
/// the model's bounds hold throughout, and what it finds in the end is what it says.
/// </remarks>
/// <param name="problem">The problem.</param>
/// <param name="levels">What is minimised, the most important level first.</param>
/// <param name="model">A model of the problem.</param>
/// <param name="budget">What solving may spend.</param>
internal sealed class LevelSolver(PlacementProblem problem, Level[] levels, PlacementModel model, SearchBudget budget)
{
    private const int MaxRounds = 60;

    /// <summary>The levels' values by the model, of the placement that it found last.</summary>
    private long[] encoded = [];

    /// <summary>A placement at least as good as the incumbent, with a bound per level.</summary>
    /// <param name="incumbent">A placement that meets every constraint of the model.</param>
    /// <param name="knownBounds">Bounds known beforehand; a level that meets its own is not solved.</param>
    /// <param name="report">Told of every level that is done.</param>
    public (Placement Placement, long[] Bounds) Solve(Placement incumbent, Func<long[], long[]> knownBounds, Action<Level, long, long> report)
    {
        Placement best = incumbent;
        var bounds = new long[levels.Length];
        for (int index = 0; index < levels.Length; index++)
        {
            Level level = levels[index];
            long[] values = best.ValuesIn(problem, levels);
            bounds[index] = knownBounds(values)[index];
            if (values[index] > bounds[index] && !budget.IsSpent)
            {
                (best, long proven) = Minimise(index, best);
                values = best.ValuesIn(problem, levels);
                bounds[index] = Math.Max(knownBounds(values)[index], proven);
            }

            report(level, values[index], bounds[index]);
            if (index < levels.Length - 1)
            {
                model.Model.Add(level.In(model) <= values[index]);
            }
        }

        return (best, bounds);
    }

    private (Placement Best, long Bound) Minimise(int index, Placement incumbent)
    {
        Placement best = incumbent;
        for (int round = 1; ; round++)
        {
            (Placement? found, long bound) = SolveOnce(index, best);
            bool isAsEncoded = found is not null && !AddWhatWasOverlooked(index, found);
            best = found is not null && (isAsEncoded || IsBetter(found, best, index)) ? found : best;
            long value = ValueOf(index, best);
            if (found is null || isAsEncoded || bound >= value || round == MaxRounds || budget.IsSpent)
            {
                return (best, Math.Min(value, bound));
            }
        }
    }

    /// <summary>What the model has best now, or <c>null</c> where time ended before it had anything.</summary>
    private (Placement? Found, long Bound) SolveOnce(int index, Placement incumbent)
    {
        model.Model.Minimize(levels[index].In(model));
        model.Hint(incumbent);
        using CpSolver solver = new() { StringParameters = SolverParameters.Of(budget) };
        using CancellationTokenRegistration stop = budget.Cancellation.Register(solver.StopSearch);
        CpSolverStatus status = solver.Solve(model.Model);
        budget.Spend(solver.Response!.DeterministicTime);
        if (status == CpSolverStatus.Infeasible)
        {
            // The incumbent shows that the answer is wrong; without its presolve the solver has not been seen to err.
            solver.StringParameters = SolverParameters.WithoutPresolve(budget);
            status = solver.Solve(model.Model);
            budget.Spend(solver.Response!.DeterministicTime);
        }

        encoded = status is CpSolverStatus.Optimal or CpSolverStatus.Feasible ? [.. levels[..(index + 1)].Select(level => solver.Value(level.In(model)))] : [];
        return status switch
        {
            CpSolverStatus.ModelInvalid => throw new InvalidOperationException("The placement model is not valid: " + model.Model.Validate()),
            CpSolverStatus.Infeasible => throw new InvalidOperationException("The placement model excludes its own incumbent."),
            CpSolverStatus.Optimal => (model.Read(solver), encoded[index]),
            CpSolverStatus.Feasible => (model.Read(solver), BoundOf(solver)),
            _ => (null, BoundOf(solver)),
        };
    }

    /// <summary>Tells the model what a placement really costs, where its encoding says less.</summary>
    /// <returns>Whether there was anything to tell.</returns>
    private bool AddWhatWasOverlooked(int index, Placement found)
    {
        bool wasAny = false;
        var ways = new MoveOption?[problem.InstanceCount];
        foreach (MoveOption move in found.Moves(problem))
        {
            ways[move.Instance] = move;
        }

        for (int level = 0; level <= index; level++)
        {
            long value = ValueOf(level, found);
            if (value <= encoded[level])
            {
                continue;
            }

            wasAny = true;
            LinearExprBuilder atLeast = LinearExpr.NewBuilder();
            atLeast.Add(levels[level].In(model));
            for (int instance = 0; instance < ways.Length; instance++)
            {
                if (!problem.OptionsOf(instance).IsEmpty)
                {
                    atLeast.Add(value);
                    atLeast.AddTerm(model.Goes(instance, ways[instance]), -value);
                }
            }

            model.Model.Add(atLeast >= value);
        }

        return wasAny;
    }

    private bool IsBetter(Placement found, Placement best, int index) =>
        Placement.Compare(found.ValuesIn(problem, levels).AsSpan(0, index + 1), best.ValuesIn(problem, levels).AsSpan(0, index + 1)) < 0;

    private long ValueOf(int level, Placement placement) => levels[level].ValueOf(problem, placement, placement.FinalHosts(problem));

    /// <summary>The solver's bound is a floating-point number, so that large ones are rounded down by what it cannot tell.</summary>
    private static long BoundOf(CpSolver solver) => solver.BestObjectiveBound <= long.MinValue / 2
        ? 0
        : Math.Max(0, (long)Math.Ceiling(solver.BestObjectiveBound - (1e-6 * Math.Max(1, Math.Abs(solver.BestObjectiveBound)))));
}
