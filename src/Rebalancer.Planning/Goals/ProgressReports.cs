using Rebalancer.Planning.Search;

namespace Rebalancer.Planning.Goals;

/// <summary>What a search tells while it goes on.</summary>
internal sealed class ProgressReports(IProgress<PlanningProgress>? progress, SearchBudget budget)
{
    /// <summary>Tells every level of an incumbent.</summary>
    public void Tell(string stage, Incumbent best)
    {
        for (int index = 0; index < best.Values.Length; index++)
        {
            Tell(stage, best.Problem.Levels[index].Name, best.Values[index], best.Bounds[index]);
        }
    }

    /// <summary>Tells one level, or how many of something there are.</summary>
    public void Tell(string stage, string level, double? value, double? bound) =>
        progress?.Report(new PlanningProgress(stage, level, value, bound, budget.Elapsed));
}
