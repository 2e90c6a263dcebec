using System.Collections.Immutable;
using Rebalancer.Execution.Journals;
using Rebalancer.Model;
using Rebalancer.Plans;

namespace Rebalancer.Execution.Runs;

/// <summary>What an earlier plan of a run promised and a later one cannot know of.</summary>
internal static class OwedSteps
{
    /// <summary>Adds, after everything else, the enabling of hosts that the run has disabled and an earlier plan meant to enable.</summary>
    public static Plan Append(Plan plan, RunHistory history)
    {
        List<PlanStep> steps = [.. plan.Steps];
        ImmutableArray<int> all = [.. plan.Steps.Select(step => step.Id).Order()];
        int next = all.IsEmpty ? 1 : all[^1] + 1;
        foreach (HostName host in history.Owed.Order())
        {
            if (history.Disabled.ContainsKey(host) && !plan.Steps.OfType<EnableStep>().Any(step => step.Host == host))
            {
                steps.Add(new EnableStep(host) { Id = next++, After = all, Why = "the run has disabled it, and its first plan was to end by enabling it" });
            }
        }

        return plan with { Steps = [.. steps] };
    }
}
