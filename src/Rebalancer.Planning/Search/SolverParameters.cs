using System.Globalization;

namespace Rebalancer.Planning.Search;

/// <summary>How CP-SAT is run: repeatable with one worker, and sound.</summary>
/// <remarks>
/// Two parts of the presolve of CP-SAT 9.15 are off, because they were seen to err. Its dual reductions (dominance among the literals
/// of an at-most-one) can remove every feasible solution and call a feasible model infeasible; what it concludes from constraints
/// that include others can remove the best ones and call the next best optimal.
/// </remarks>
internal static class SolverParameters
{
    /// <summary>What every model is solved with.</summary>
    public const string Sound = "keep_all_feasible_solutions_in_presolve:true,presolve_inclusion_work_limit:0,catch_sigint_signal:false";

    /// <summary>The parameters within what is left of a budget.</summary>
    public static string Of(SearchBudget budget)
    {
        string parameters = string.Create(
            CultureInfo.InvariantCulture,
            $"num_workers:{budget.Options.Workers},random_seed:{budget.Options.Seed & int.MaxValue},cp_model_probing_level:0,symmetry_level:0,{Sound}");
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
