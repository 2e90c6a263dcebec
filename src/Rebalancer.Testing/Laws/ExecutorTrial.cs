using System.Collections.Immutable;
using Rebalancer.Execution;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;
using Rebalancer.Testing.Simulation;

namespace Rebalancer.Testing.Laws;

/// <summary>Tries an executor on random safe plans over simulated clouds in virtual time, the same ones on every run, and makes a case that breaks a law smaller.</summary>
/// <param name="Executor">Runs a plan to its end by this cloud and this clock alone; it must wait by the clock.</param>
public sealed record ExecutorTrial(Func<Cluster, Plan, IComputeCloud, TimeProvider, Task> Executor)
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // What the simulated scheduler knows: room and services.
    private static readonly CloudShape Plain = CloudShape.Tiny with { FeatureChance = 0, Fullness = 0.5, FailedHostShare = 0, OwnerPolicyShare = 0 };

    /// <summary>How many cases.</summary>
    public int Cases { get; init; } = 100;

    /// <summary>The seed of the first case; the next ones follow by one.</summary>
    public int FirstSeed { get; init; }

    /// <summary>What goes wrong in the cloud and on the way to it.</summary>
    public SimulatedFaults Faults { get; init; } = new();

    /// <summary>How many smaller cases are tried at most once one has failed.</summary>
    public int MaxShrinks { get; init; } = 1000;

    /// <summary>Tries all cases.</summary>
    /// <param name="law">One of <see cref="ExecutionLaws"/>, or any other check of a run that throws.</param>
    /// <exception cref="LawViolationException">The first case that breaks the law, made smaller.</exception>
    public void MustKeep(Action<ExecutedRun> law)
    {
        if (FirstViolation(law) is { } violation)
        {
            throw violation;
        }
    }

    /// <summary>Tries cases until one breaks the law.</summary>
    /// <param name="law">One of <see cref="ExecutionLaws"/>, or any other check of a run that throws.</param>
    /// <returns>The case, made smaller, or <c>null</c> where the law holds for all.</returns>
    public LawViolationException? FirstViolation(Action<ExecutedRun> law)
    {
        ArgumentNullException.ThrowIfNull(law);
        for (int i = 0; i < Cases; i++)
        {
            int seed = unchecked(FirstSeed + i);
            Cluster cluster = Clouds.Generate(Plain, seed);
            Plan? plan = Enumerable.Range(0, 40).Select(draw => PlanOf(RandomPlans.Generate(cluster, unchecked((seed * 40) + draw))))
                .FirstOrDefault(plan => IsSafe(cluster, plan));
            if (plan is not null && Try(cluster, plan, law, seed) is { } found)
            {
                return SmallestCase.Of(found, larger => Smaller(larger.Cluster, larger.Plan!).Select(one => Try(one.Cluster, one.Plan, law, seed)), MaxShrinks);
            }
        }

        return null;
    }

    private static IEnumerable<(Cluster Cluster, Plan Plan)> Smaller(Cluster cluster, Plan plan) =>
        RandomPlans.Shrink(cluster, plan.Steps).Select(steps => (cluster, PlanOf(steps)))
            .Concat(Clouds.Shrink(cluster).Select(smaller => (smaller, PlanOf(RandomPlans.Fitting(smaller, plan.Steps)))))
            .Where(one => IsSafe(one.Item1, one.Item2));

    private static Plan PlanOf(ImmutableArray<PlanStep> steps) =>
        new() { Goal = new SpreadGoal(), Profile = Profile.PlainNova, Outcome = PlanOutcome.Feasible, Steps = steps };

    private static bool IsSafe(Cluster cluster, Plan plan) =>
        plan.Steps.Any(step => step is MoveStep)
        && plan.Steps.All(step => step is not (MoveStep { Kind: MoveKind.Evacuate } or MaintainStep or WaitStep))
        && PlanVerifier.Verify(cluster, plan).IsProven;

    private LawViolationException? Try(Cluster cluster, Plan plan, Action<ExecutedRun> law, int seed)
    {
        VirtualTime time = new(Start);
        SimulatedCloud cloud = new(cluster, time, seed, Faults);
        try
        {
            time.Run(async () =>
            {
                await Executor(cluster, plan, cloud, time);
                for (int waits = 0; waits < 10_000 && !cloud.IsAtRest; waits++)
                {
                    await Task.Delay(TimeSpan.FromSeconds(10), time);
                }

                return 0;
            });
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            return new LawViolationException("TheExecutorEndsTheRun", fault.Message, cluster, plan.Goal, plan, seed, fault);
        }

        try
        {
            law(new ExecutedRun(cluster, plan, cloud));
            return null;
        }
        catch (LawViolationException violation)
        {
            return new LawViolationException(violation.Law, violation.Broken, cluster, plan.Goal, plan, seed);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            return new LawViolationException(law.Method.Name, fault.Message, cluster, plan.Goal, plan, seed, fault);
        }
    }
}
