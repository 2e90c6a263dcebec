using System.Diagnostics;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;
using Rebalancer.Testing;

namespace Rebalancer.Planning.Tests.Scale;

/// <summary>Drains of clouds as large as real ones. The times allowed are generous: they catch a planner that has become useless, not one a little slower.</summary>
public sealed class DrainScaleTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Fifty_hosts_with_four_hundred_instances_drain_to_proven_optimal_within_seconds(int seed)
    {
        Cluster cluster = Clouds.Generate(CloudShape.Large(50, 400), seed);
        Stopwatch watch = Stopwatch.StartNew();
        Plan plan = Planner.Plan(cluster, FullestHost(cluster), new PlanningOptions { Profile = Profile.PlainNova }, cancellation: TestContext.Current.CancellationToken);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.All(plan.Levels.Take(4), level => Assert.Equal(level.Bound, level.Value));
        Assert.All(plan.LeftBehind, left => Assert.NotEqual(StayProof.NotProven, left.Proof));
        Assert.Equal(plan.LeftBehind.IsEmpty, plan.Outcome == PlanOutcome.Optimal);
        Assert.NotEmpty(plan.Steps.OfType<MoveStep>());
    }

    [Fact]
    public void A_thousand_hosts_with_ten_thousand_instances_get_a_verified_plan()
    {
        Cluster cluster = Clouds.Generate(CloudShape.Large(1000, 10_000), 1);
        Stopwatch watch = Stopwatch.StartNew();
        Plan plan = Planner.Plan(cluster, FullestHost(cluster), new PlanningOptions { Profile = Profile.PlainNova, TimeLimit = TimeSpan.FromSeconds(20) }, cancellation: TestContext.Current.CancellationToken);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromMinutes(2));
        Assert.NotEmpty(plan.Steps.OfType<MoveStep>());
        Assert.True(PlanVerifier.Verify(cluster, plan).IsProven);
    }

    private static DrainGoal FullestHost(Cluster cluster) =>
        new([cluster.Hosts.Where(host => host.Service.IsUp).MaxBy(host => cluster.InstancesOn(cluster.IndexOf(host.Name)).Length)!.Name]);
}
