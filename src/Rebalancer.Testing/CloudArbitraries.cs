using FsCheck;
using FsCheck.Fluent;

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

    /// <summary>Tiny clouds with random steps; steps go first when a case shrinks, then the cloud under the remaining ones.</summary>
    public static Arbitrary<TinyPlan> TinyPlan() => Arb.From(
        Clouds.Gen(CloudShape.Tiny).SelectMany(cluster => RandomPlans.Gen(cluster), (cluster, steps) => new TinyPlan(cluster, steps)),
        Shrink);

    private static IEnumerable<TinyPlan> Shrink(TinyPlan plan) =>
        RandomPlans.Shrink(plan.Cluster, plan.Steps).Select(steps => plan with { Steps = steps })
            .Concat(Clouds.Shrink(plan.Cluster).Select(cluster => new TinyPlan(cluster, RandomPlans.Fitting(cluster, plan.Steps))));
}
