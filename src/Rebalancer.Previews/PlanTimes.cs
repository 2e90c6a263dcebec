using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Plans;

namespace Rebalancer.Previews;

/// <summary>The times and sizes of a plan, step by step in its order.</summary>
/// <param name="Schedule">When each step would run.</param>
/// <param name="Stages">The stage of each step: one more than the largest stage of the steps that it comes after, from 1.</param>
/// <param name="Estimates">What each step costs; <c>null</c> for a step that is no move.</param>
public sealed record PlanTimes(PlanSchedule Schedule, ImmutableArray<int> Stages, ImmutableArray<MoveEstimate?> Estimates)
{
    /// <summary>The times of a plan.</summary>
    /// <returns><c>null</c> for a plan that does not belong to this cluster or is not well formed.</returns>
    public static PlanTimes? Of(Cluster cluster, Plan plan) =>
        PlanFigures.Of(cluster, plan).Figures is { } figures
            ? new PlanTimes(figures.Schedule, Previews.Stages.Of(plan.Steps) ?? [], figures.Estimates)
            : null;
}
