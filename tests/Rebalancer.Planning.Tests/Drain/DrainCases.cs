using FsCheck;
using FsCheck.Fluent;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Planning.Tests.Oracle;
using Rebalancer.Plans;
using Rebalancer.Rules;
using Rebalancer.Testing;
using Rebalancer.Testing.Printing;

namespace Rebalancer.Planning.Tests.Drain;

/// <summary>A cloud with a drain to plan.</summary>
public abstract record DrainCase(Cluster Cluster, DrainGoal Goal, Profile Profile)
{
    /// <summary>One worker and a limit of work, so that a case which fails fails again; enough to end the search where that is asked for.</summary>
    public PlanningOptions Repeatable => new() { TimeLimit = null, WorkLimit = this is TinyDrain ? 20 : 0.5, Profile = Profile, FindsRelaxations = false };

    public Plan Plan() => Planner.Plan(Cluster, Goal, Repeatable);

    public sealed override string ToString() => $"{new SmallCloud(Cluster)}{GoalText.Of(Cluster, Goal)}, by {Profile.Name}\n{PlanText()}";

    private string PlanText()
    {
        try
        {
            Plan plan = Plan();
            IEnumerable<string> left = plan.LeftBehind.Select(left => $"{left.Instance} stays, {left.Proof}: {string.Join(", ", left.Reasons.Select(reason => $"{reason.Code} ({string.Join(' ', reason.Hosts)})"))}");
            return $"{new TinyPlan(Cluster, plan.Steps)}{string.Join('\n', left)}\n{plan.Outcome}: {string.Join(", ", plan.Levels.Select(level => $"{level.Name} {level.Value} >= {level.Bound}"))}";
        }
        catch (Exception fault) when (fault is PlanningFaultException or InvalidOperationException)
        {
            return fault.Message;
        }
    }
}

/// <summary>A drain small enough for brute force.</summary>
public sealed record TinyDrain(Cluster Cluster, DrainGoal Goal, Profile Profile) : DrainCase(Cluster, Goal, Profile);

/// <summary>A drain of a few hosts.</summary>
public sealed record SmallDrain(Cluster Cluster, DrainGoal Goal, Profile Profile) : DrainCase(Cluster, Goal, Profile);

/// <summary>A tiny drain where somebody often has to make room for somebody else.</summary>
public sealed record CrowdedDrain(Cluster Cluster, DrainGoal Goal, Profile Profile) : DrainCase(Cluster, Goal, Profile);

/// <summary>The same with cold moves only.</summary>
public sealed record CrowdedColdDrain(Cluster Cluster, DrainGoal Goal, Profile Profile) : DrainCase(Cluster, Goal, Profile);

/// <summary>Random drains over random clouds, under either profile.</summary>
public static class DrainCases
{
    public static Arbitrary<TinyDrain> Tiny() => Of(CloudShape.Tiny, (cluster, goal, profile) => new TinyDrain(cluster, goal, profile));

    public static Arbitrary<SmallDrain> Small() => Of(CloudShape.Small with { OddityShare = 0 }, (cluster, goal, profile) => new SmallDrain(cluster, goal, profile));

    public static Arbitrary<CrowdedDrain> Crowded() => Of(Crowd, (cluster, goal, profile) => new CrowdedDrain(cluster, Unlimited(goal), Profile.PlainNova));

    public static Arbitrary<CrowdedColdDrain> CrowdedCold() =>
        Of(Crowd, (cluster, goal, profile) => new CrowdedColdDrain(cluster, Unlimited(goal) with { Limits = new PlanLimits { Kinds = [MoveKind.Cold] } }, Profile.PlainNova));

    private static DrainGoal Unlimited(DrainGoal goal) => goal with { Hosts = goal.Hosts[..1], Limits = new PlanLimits { MaxOutOfHost = 2 } };

    /// <summary>Few peculiarities, so that room is what decides, and hardly any of it.</summary>
    private static readonly CloudShape Crowd = CloudShape.Tiny with
    {
        Hosts = new CountRange(3, 4),
        Instances = new CountRange(4, 6),
        FeatureChance = 0.2,
        Fullness = 0.6,
        TightShare = 1,
        OverFullShare = 0,
        DisabledShare = 0,
        DownShare = 0,
        MovesInFlight = new CountRange(0, 0),
    };

    private static Arbitrary<T> Of<T>(CloudShape shape, Func<Cluster, DrainGoal, Profile, T> make)
        where T : DrainCase =>
        Arb.From(
            from cluster in Clouds.Gen(shape)
            from goal in RandomGoals.Drain(cluster)
            from profile in Gen.Elements(Profile.PlainNova, Profile.RedHat)
            select make(cluster, goal, profile),
            drain => ShrinkTime.Within(Clouds.Shrink(drain.Cluster))
                .Where(smaller => drain.Goal.Hosts.All(host => smaller.IndexOf(host) >= 0)
                    && drain.Goal.Limits.HostsLeftAlone.All(host => smaller.IndexOf(host) >= 0)
                    && drain.Goal.Limits.InstancesLeftAlone.All(instance => smaller.IndexOf(instance) >= 0))
                .Select(smaller => make(smaller, drain.Goal, drain.Profile)));
}
