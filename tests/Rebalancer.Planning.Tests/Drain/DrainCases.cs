using FsCheck;
using FsCheck.Fluent;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Rules;
using Rebalancer.Testing;

namespace Rebalancer.Planning.Tests.Drain;

/// <summary>A cloud with a drain to plan.</summary>
public abstract record DrainCase(Cluster Cluster, DrainGoal Goal, Profile Profile)
{
    public PlanningOptions Options(PlanningOptions options) => options with { Profile = Profile };
}

/// <summary>A drain small enough for brute force.</summary>
public sealed record TinyDrain(Cluster Cluster, DrainGoal Goal, Profile Profile) : DrainCase(Cluster, Goal, Profile);

/// <summary>A drain of a few hosts.</summary>
public sealed record SmallDrain(Cluster Cluster, DrainGoal Goal, Profile Profile) : DrainCase(Cluster, Goal, Profile);

/// <summary>Random drains over random clouds, under either profile.</summary>
public static class DrainCases
{
    public static Arbitrary<TinyDrain> Tiny() => Of(CloudShape.Tiny, (cluster, goal, profile) => new TinyDrain(cluster, goal, profile));

    public static Arbitrary<SmallDrain> Small() => Of(CloudShape.Small, (cluster, goal, profile) => new SmallDrain(cluster, goal, profile));

    private static Arbitrary<T> Of<T>(CloudShape shape, Func<Cluster, DrainGoal, Profile, T> make)
        where T : DrainCase =>
        Arb.From(
            from cluster in Clouds.Gen(shape)
            from goal in RandomGoals.Drain(cluster)
            from profile in Gen.Elements(Profile.PlainNova, Profile.RedHat)
            select make(cluster, goal, profile),
            drain => Clouds.Shrink(drain.Cluster)
                .Where(smaller => drain.Goal.Hosts.All(host => smaller.IndexOf(host) >= 0)
                    && drain.Goal.Limits.HostsLeftAlone.All(host => smaller.IndexOf(host) >= 0)
                    && drain.Goal.Limits.InstancesLeftAlone.All(instance => smaller.IndexOf(instance) >= 0))
                .Select(smaller => make(smaller, drain.Goal, drain.Profile)));
}
