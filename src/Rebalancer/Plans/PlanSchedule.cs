using System.Collections.Immutable;
using Rebalancer.Goals;
using Rebalancer.Model;

namespace Rebalancer.Plans;

/// <summary>When each step would start and end if every move took as long as estimated.</summary>
public sealed record PlanSchedule
{
    /// <summary>One entry per step, in the plan's order.</summary>
    public required ImmutableArray<StepTime> Steps { get; init; }

    /// <summary>The end of the last step.</summary>
    public required TimeSpan Makespan { get; init; }

    /// <summary>The sum of the ends of all moves.</summary>
    public required TimeSpan SumOfEnds { get; init; }

    /// <summary>Starts every step as soon as its dependencies and the limits allow, earlier steps of the list first.</summary>
    public static PlanSchedule Of(Cluster cluster, PlanLimits limits, ImmutableArray<PlanStep> steps) => throw new NotImplementedException();
}

/// <summary>When a step runs.</summary>
/// <param name="Step">The step's number.</param>
/// <param name="Start">Its start, from the start of the plan.</param>
/// <param name="End">Its end.</param>
/// <param name="Wave">From 1: one more than the largest wave of the steps it comes after.</param>
public sealed record StepTime(int Step, TimeSpan Start, TimeSpan End, int Wave);
