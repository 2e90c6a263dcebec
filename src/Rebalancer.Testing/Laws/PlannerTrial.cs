using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Snapshots;
using Rebalancer.Testing.Shrinking;

namespace Rebalancer.Testing.Laws;

/// <summary>Tries a planner on random clouds and goals, the same ones on every run, and makes a case that breaks a law smaller.</summary>
/// <param name="Planner">The planner. Where the same case gives another plan each time, the smaller cases may be missed.</param>
public sealed record PlannerTrial(Func<Cluster, Goal, Plan> Planner)
{
    /// <summary>What the clouds look like.</summary>
    public CloudShape Shape { get; init; } = CloudShape.Small;

    /// <summary>How many cases.</summary>
    public int Cases { get; init; } = 100;

    /// <summary>The seed of the first case; the next ones follow by one.</summary>
    public int FirstSeed { get; init; }

    /// <summary>Gives the goal for a cloud by a seed: every kind of goal unless said otherwise.</summary>
    public Func<Cluster, int, Goal> Goals { get; init; } = RandomGoals.Goals;

    /// <summary>How many smaller cases are tried at most once one has failed.</summary>
    public int MaxShrinks { get; init; } = 2000;

    /// <summary>Tries all cases.</summary>
    /// <param name="law">One of <see cref="PlanLaws"/>, or any other check of a plan that throws.</param>
    /// <exception cref="LawViolationException">The first case that breaks the law, made smaller.</exception>
    public void MustKeep(Action<Cluster, Plan> law)
    {
        if (FirstViolation(law) is { } violation)
        {
            throw violation;
        }
    }

    /// <summary>Tries cases until one breaks the law.</summary>
    /// <param name="law">One of <see cref="PlanLaws"/>, or any other check of a plan that throws.</param>
    /// <returns>The case, made smaller, or <c>null</c> where the law holds for all.</returns>
    public LawViolationException? FirstViolation(Action<Cluster, Plan> law)
    {
        ArgumentNullException.ThrowIfNull(law);
        for (int i = 0; i < Cases; i++)
        {
            int seed = unchecked(FirstSeed + i);
            Cluster cluster = Clouds.Generate(Shape, seed);
            if (Try(cluster, Goals(cluster, seed), law, seed) is { } found)
            {
                return SmallestCase.Of(found, larger => GoalCaseShrinks.Of(larger.Cluster, larger.Goal).Select(one => Try(one.Cluster, one.Goal, law, seed)), MaxShrinks);
            }
        }

        return null;
    }

    private LawViolationException? Try(Cluster cluster, Goal goal, Action<Cluster, Plan> law, int seed)
    {
        Plan plan;
        try
        {
            plan = Planner(cluster, goal) ?? throw new InvalidOperationException("The planner gave no plan.");
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            return new LawViolationException("ThePlannerGivesAPlan", fault.Message, cluster, goal, null, seed, fault);
        }

        if (!GoalJson.ToUtf8(plan.Goal).AsSpan().SequenceEqual(GoalJson.ToUtf8(goal)))
        {
            return new LawViolationException("ThePlanIsForTheGoal", "The plan names another goal than it was asked for.", cluster, goal, plan, seed);
        }

        try
        {
            law(cluster, plan);
            return null;
        }
        catch (LawViolationException violation)
        {
            return new LawViolationException(violation.Law, violation.Broken, cluster, goal, plan, seed);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            return new LawViolationException(law.Method.Name, fault.Message, cluster, goal, plan, seed, fault);
        }
    }
}
