using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Tests.Recorded;

/// <summary>The cloud of guests with cells that was recorded from a real Nova: placements that need the fewest hosts have no order there.</summary>
public sealed class RecordedConsolidationTests
{
    [Fact]
    public void Hosts_that_can_be_drained_one_by_one_are_emptied_together_as_far_as_an_order_is_found()
    {
        Cluster cluster = RecordedClouds.Of("recorded-numa");
        PlanningOptions options = new() { TimeLimit = null, WorkLimit = 4, Profile = Profile.PlainNova, FindsRelaxations = false };
        Plan alone = Planner.Plan(cluster, new DrainGoal([new HostName("compute3")]), options, cancellation: TestContext.Current.CancellationToken);
        Assert.Empty(alone.LeftBehind);

        Plan plan = Planner.Plan(cluster, new ConsolidateGoal(), options, cancellation: TestContext.Current.CancellationToken);
        Assert.True(PlanVerifier.Verify(cluster, plan).IsProven);
        Assert.True(plan.Levels[0].Value < cluster.Hosts.Length, $"{plan.Levels[0].Value} hosts are in use.");
    }
}
