using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Plans;

namespace Rebalancer.Previews;

/// <summary>One figure of what a goal is about, before a plan and after it.</summary>
/// <param name="Goal">The number of the goal, from 1, in a list of goals; 1 for a single goal.</param>
/// <param name="What">What is counted, such as <c>hosts in use</c>.</param>
/// <param name="Unit">The unit, such as <c>hosts</c>; <c>share</c> for a part of 1; empty for a plain number.</param>
/// <param name="Before">The figure before the plan.</param>
/// <param name="After">The figure once every step has ended.</param>
public sealed record GoalChange(int Goal, string What, string Unit, double Before, double After)
{
    /// <summary>What a plan changes of the figures of its goals.</summary>
    /// <returns>Empty for a plan that does not belong to this cluster or is not well formed.</returns>
    public static ImmutableArray<GoalChange> Of(Cluster cluster, Plan plan) =>
        PlanFigures.Of(cluster, plan).Figures is { } figures ? Of(cluster, plan, figures.Hosts) : [];

    internal static ImmutableArray<GoalChange> Of(Cluster cluster, Plan plan, ImmutableArray<HostChange> hosts)
    {
        GoalFigures figures = new(cluster, plan, hosts);
        return
        [
            .. GoalParts.Of(plan.Goal).SelectMany((goal, place) =>
                figures.Of(goal).Select(change => new GoalChange(place + 1, change.What, change.Unit, change.Before, change.After))),
        ];
    }
}
