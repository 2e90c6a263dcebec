using System.Globalization;
using Rebalancer.Planning.Search;

namespace Rebalancer.Planning.Exact;

/// <summary>How CP-SAT is run: repeatable with one worker, and sound.</summary>
/// <remarks>
/// Every feasible solution is kept in presolve: the dual reductions of CP-SAT 9.15 (dominance among the literals of an
/// at-most-one) can remove all of them and call a feasible model infeasible.
/// </remarks>
internal static class SolverParameters
{
    /// <summary>The parameters within what is left of a budget.</summary>
    public static string Of(SearchBudget budget)
    {
        string parameters = string.Create(
            CultureInfo.InvariantCulture,
            $"num_workers:{budget.Options.Workers},random_seed:{budget.Options.Seed & int.MaxValue},cp_model_probing_level:0,symmetry_level:0,keep_all_feasible_solutions_in_presolve:true,catch_sigint_signal:false");
        if (!double.IsPositiveInfinity(budget.SecondsLeft))
        {
            parameters += string.Create(CultureInfo.InvariantCulture, $",max_time_in_seconds:{Math.Max(0.01, budget.SecondsLeft):R}");
        }

        if (!double.IsPositiveInfinity(budget.WorkLeft))
        {
            parameters += string.Create(CultureInfo.InvariantCulture, $",max_deterministic_time:{Math.Max(0.001, budget.WorkLeft):R}");
        }

        return parameters;
    }

    /// <summary>The same without presolve: slower, and for models that presolve gets wrong all the same.</summary>
    public static string WithoutPresolve(SearchBudget budget) => Of(budget) + ",cp_model_presolve:false";
}
