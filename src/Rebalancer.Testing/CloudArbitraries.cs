using FsCheck;
using FsCheck.Fluent;
using Rebalancer.Testing.Shrinking;

namespace Rebalancer.Testing;

/// <summary>Arguments of properties: <c>[Property(Arbitrary = new[] { typeof(CloudArbitraries) })]</c>.</summary>
public static class CloudArbitraries
{
    /// <summary>Tiny clouds, see <see cref="CloudShape.Tiny"/>.</summary>
    public static Arbitrary<TinyCloud> TinyCloud() =>
        Clouds.Arbitrary(CloudShape.Tiny).Convert(cluster => new TinyCloud(cluster), cloud => cloud.Cluster);

    /// <summary>Small clouds, see <see cref="CloudShape.Small"/>.</summary>
    public static Arbitrary<SmallCloud> SmallCloud() =>
        Clouds.Arbitrary(CloudShape.Small).Convert(cluster => new SmallCloud(cluster), cloud => cloud.Cluster);

    /// <summary>Small clouds with one mistake each, see <see cref="NearlyValidClouds"/>.</summary>
    public static Arbitrary<NearlyValidCloud> NearlyValidCloud() => NearlyValidClouds.Arbitrary(CloudShape.Small);

    /// <summary>Tiny clouds with a goal of any kind.</summary>
    public static Arbitrary<TinyGoal> TinyGoal() => Arb.From(
        Clouds.Gen(CloudShape.Tiny).SelectMany(RandomGoals.Goals, (cluster, goal) => new TinyGoal(cluster, goal)),
        one => GoalCaseShrinks.Of(one.Cluster, one.Goal).Select(smaller => new TinyGoal(smaller.Cluster, smaller.Goal)));

    /// <summary>Small clouds with a goal of any kind.</summary>
    public static Arbitrary<SmallGoal> SmallGoal() => Arb.From(
        Clouds.Gen(CloudShape.Small).SelectMany(RandomGoals.Goals, (cluster, goal) => new SmallGoal(cluster, goal)),
        one => GoalCaseShrinks.Of(one.Cluster, one.Goal).Select(smaller => new SmallGoal(smaller.Cluster, smaller.Goal)));

    /// <summary>Tiny clouds with random steps; steps go first when a case shrinks, then the cloud under the remaining ones.</summary>
    public static Arbitrary<TinyPlan> TinyPlan() => Arb.From(
        Clouds.Gen(CloudShape.Tiny).SelectMany(cluster => RandomPlans.Gen(cluster), (cluster, steps) => new TinyPlan(cluster, steps)),
        Shrink);

    private static IEnumerable<TinyPlan> Shrink(TinyPlan plan) =>
        RandomPlans.Shrink(plan.Cluster, plan.Steps).Select(steps => plan with { Steps = steps })
            .Concat(Clouds.Shrink(plan.Cluster).Select(cluster => new TinyPlan(cluster, RandomPlans.Fitting(cluster, plan.Steps))));
}
