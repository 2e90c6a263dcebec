using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Planning.Tests.Oracle;
using Rebalancer.Plans;
using Rebalancer.Rules;
using Rebalancer.Testing;
using Rebalancer.Testing.Printing;

namespace Rebalancer.Planning.Tests.Goals;

/// <summary>A cloud with a goal of any kind, and how much work a search may do.</summary>
public abstract record GoalCase(Cluster Cluster, Goal Goal, Profile Profile, double Work)
{
    /// <summary>Enough to end the search on a tiny cloud.</summary>
    protected const double Enough = 60;

    /// <summary>One worker and a limit of work, so that a case which fails fails again.</summary>
    public PlanningOptions Repeatable => new() { TimeLimit = null, WorkLimit = Work, Profile = Profile, FindsRelaxations = false };

    public Plan Plan() => Planner.Plan(Cluster, Goal, Repeatable);

    public sealed override string ToString()
    {
        StringBuilder text = new();
        text.Append(new SmallCloud(Cluster)).AppendLine(GoalText.Of(Cluster, Goal)).AppendLine(Profile.Name);
        try
        {
            Plan plan = Plan();
            text.Append(new TinyPlan(Cluster, plan.Steps)).AppendLine().Append(plan.Outcome).Append(": ")
                .AppendJoin(", ", plan.Levels.Select(level => $"{level.Name} {level.Value} >= {level.Bound}"));
        }
        catch (Exception fault) when (fault is PlanningFaultException or InvalidOperationException)
        {
            text.Append(fault.Message);
        }

        return text.ToString();
    }
}

/// <summary>A goal small enough for brute force.</summary>
public sealed record TinyGoalCase(Cluster Cluster, Goal Goal, Profile Profile) : GoalCase(Cluster, Goal, Profile, Enough);

/// <summary>Waves small enough for brute force.</summary>
public sealed record TinyWavesCase(Cluster Cluster, Goal Goal, Profile Profile) : GoalCase(Cluster, Goal, Profile, Enough);

/// <summary>A goal for a few hosts: plans keep what they promise wherever the search stops.</summary>
public sealed record SmallGoalCase(Cluster Cluster, Goal Goal, Profile Profile, double Work) : GoalCase(Cluster, Goal, Profile, Work);

/// <summary>Random goals over random clouds, under either profile.</summary>
public static class GoalCases
{
    /// <summary>Without windows, of which brute force knows nothing.</summary>
    public static Arbitrary<TinyGoalCase> Tiny() => Of(
        CloudShape.Tiny,
        Any,
        goal => goal is not WaveGoal,
        (cluster, goal, profile, _) => new TinyGoalCase(cluster, goal with { Limits = goal.Limits with { Window = null } }, profile));

    /// <summary>Everything that a goal may ask for.</summary>
    public static Arbitrary<SmallGoalCase> Small() => Of(CloudShape.Small with { OddityShare = 0 }, Any, _ => true, (cluster, goal, profile, work) => new SmallGoalCase(cluster, goal, profile, work));

    /// <summary>Waves without windows and without a limit of detours, which brute force counts otherwise.</summary>
    public static Arbitrary<TinyWavesCase> TinyWaves() => Of(
        CloudShape.Tiny,
        cluster => from goal in Any(cluster) from seed in Gen.Choose(0, int.MaxValue) select (Goal)(RandomGoals.Waves(cluster, seed) with { Limits = goal.Limits }),
        _ => true,
        (cluster, goal, profile, _) => new TinyWavesCase(cluster, goal with { Limits = goal.Limits with { Window = null, MaxDetours = null } }, profile));

    private static Gen<Goal> Any(Cluster cluster) => RandomGoals.Goals(cluster);

    private static Arbitrary<T> Of<T>(CloudShape shape, Func<Cluster, Gen<Goal>> draw, Predicate<Goal> isWanted, Func<Cluster, Goal, Profile, double, T> make)
        where T : GoalCase =>
        Arb.From(
            from cluster in Clouds.Gen(shape)
            from goal in draw(cluster).Where(goal => isWanted(goal))
            from profile in Gen.Elements(Profile.PlainNova, Profile.RedHat)
            from work in Gen.Elements(0.02, 0.2, 0.5)
            select make(cluster, goal, profile, work),
            shrinking => ShrinkTime.Within(Clouds.Shrink(shrinking.Cluster)).Where(smaller => IsFor(smaller, shrinking.Goal)).Select(smaller => make(smaller, shrinking.Goal, shrinking.Profile, shrinking.Work)));

    private static bool IsFor(Cluster cluster, Goal goal)
    {
        try
        {
            Preconditions.Check(cluster, goal, new PlanningOptions());
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
