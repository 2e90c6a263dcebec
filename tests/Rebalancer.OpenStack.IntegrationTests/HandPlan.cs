using Rebalancer.Goals;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.OpenStack.IntegrationTests;

/// <summary>Plans written by hand, for what no planner would do.</summary>
internal static class HandPlan
{
    /// <summary>A plan of these steps.</summary>
    public static Plan Of(Goal goal, params PlanStep[] steps) => new()
    {
        Goal = goal,
        Profile = Profile.PlainNova,
        Outcome = PlanOutcome.Feasible,
        Steps = [.. steps],
    };
}
