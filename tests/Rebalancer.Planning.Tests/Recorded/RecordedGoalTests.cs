using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Tests.Recorded;

/// <summary>Goals for all hosts of the recorded clouds: the placements that a model finds best have no order there, or take it longer than it has.</summary>
public sealed class RecordedGoalTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static PlanningOptions Options => new() { TimeLimit = null, WorkLimit = 2, Profile = Profile.PlainNova, FindsRelaxations = false };

    [Fact]
    public void Hosts_that_can_be_drained_one_by_one_are_emptied_together()
    {
        Cluster cluster = RecordedClouds.Of("recorded-numa");
        Assert.All(["compute3", "compute4", "compute7"], host => Assert.Empty(Planner.Plan(cluster, new DrainGoal([new HostName(host)]), Options, cancellation: Stop).LeftBehind));

        Plan plan = Planner.Plan(cluster, new ConsolidateGoal(), Options, cancellation: Stop);
        Assert.True(PlanVerifier.Verify(cluster, plan).IsProven);
        Assert.True(plan.Levels[0].Value < cluster.Hosts.Length - 1, $"{plan.Levels[0].Value} hosts are in use.");
    }

    [Fact]
    public void A_host_is_emptied_where_to_empty_more_of_them_has_no_order()
    {
        Cluster cluster = RecordedClouds.OfLab("random-15");
        Plan plan = Planner.Plan(cluster, new ConsolidateGoal(), Options, cancellation: Stop);
        Assert.True(PlanVerifier.Verify(cluster, plan).IsProven);
        Assert.True(plan.Levels[0].Value <= 3, $"{plan.Levels[0].Value} hosts are in use.");
    }

    [Theory]
    [InlineData("recorded")]
    [InlineData("recorded-numa")]
    public void Most_of_the_unevenness_goes(string name)
    {
        Cluster cluster = RecordedClouds.Of(name);
        Plan plan = Planner.Plan(cluster, new SpreadGoal(), Options, cancellation: Stop);
        Plan unmoved = Planner.Plan(cluster, new SpreadGoal { Limits = new PlanLimits { MaxMoves = 0 } }, Options, cancellation: Stop);
        Assert.True(PlanVerifier.Verify(cluster, plan).IsProven);
        Assert.True(2 * plan.Levels[0].Value < unmoved.Levels[0].Value, $"{plan.Levels[0].Value} of {unmoved.Levels[0].Value} is left.");
    }
}
