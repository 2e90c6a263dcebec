using System.Collections.Immutable;
using Rebalancer.Goals;
using Rebalancer.Model;

namespace Rebalancer.Plans;

/// <summary>When each step would start and end if every move took as long as estimated.</summary>
public sealed record PlanSchedule
{
    /// <summary>What enabling or disabling a service and confirming a migration are taken to last; a wait or maintenance step is taken to last no time.</summary>
    public static readonly TimeSpan NominalTime = TimeSpan.FromSeconds(1);

    /// <summary>One entry per step, in the plan's order.</summary>
    public required ImmutableArray<StepTime> Steps { get; init; }

    /// <summary>The end of the last step.</summary>
    public required TimeSpan Makespan { get; init; }

    /// <summary>The sum of the ends of all moves.</summary>
    public required TimeSpan SumOfEnds { get; init; }

    /// <summary>Starts every step as soon as its dependencies and the limits allow, earlier steps of the list first.</summary>
    /// <remarks>
    /// Limits: moves other than evacuations out of a host (its own limit, 0 being none, else <see cref="PlanLimits.MaxOutOfHost"/>),
    /// into a host, per network link, in all; evacuations one at a time; members of one strict server group never race to one host.
    /// </remarks>
    /// <exception cref="ArgumentException">Step numbers repeat, a dependency is missing or circular, or a host or instance is unknown.</exception>
    public static PlanSchedule Of(Cluster cluster, PlanLimits limits, ImmutableArray<PlanStep> steps)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(limits);
        if (!StepGraph.TryOf(steps, out StepGraph? graph))
        {
            throw new ArgumentException("The steps are not well formed: a number repeats, or a dependency is missing or circular.", nameof(steps));
        }

        ImmutableArray<StepTime> times = new ScheduleRun(cluster, limits, steps, graph).Run();
        TimeSpan makespan = TimeSpan.Zero;
        TimeSpan sum = TimeSpan.Zero;
        for (int step = 0; step < times.Length; step++)
        {
            makespan = times[step].End > makespan ? times[step].End : makespan;
            sum += steps[step] is MoveStep ? times[step].End : TimeSpan.Zero;
        }

        return new PlanSchedule { Steps = times, Makespan = makespan, SumOfEnds = sum };
    }
}

/// <summary>When a step runs.</summary>
/// <param name="Step">The step's number.</param>
/// <param name="Start">Its start, from the start of the plan.</param>
/// <param name="End">Its end.</param>
/// <param name="Wave">From 1: one more than the largest wave of the steps it comes after.</param>
public sealed record StepTime(int Step, TimeSpan Start, TimeSpan End, int Wave);
