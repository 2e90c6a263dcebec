using System.Collections.Immutable;
using FsCheck.Xunit;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Planning.Tests.Recorded;
using Rebalancer.Plans;
using Rebalancer.Rules;
using Rebalancer.Testing;
using Rebalancer.Testing.Laws;

namespace Rebalancer.Planning.Tests.Goals;

/// <summary>Plans to choose from: from no moves to as many as pay.</summary>
[Properties(Arbitrary = [typeof(CloudArbitraries)])]
public sealed class FrontTests
{
    private static readonly PlanningOptions Repeatable = new() { TimeLimit = null, WorkLimit = 3, Profile = Profile.PlainNova };

    [Cases(25)]
    public void Each_plan_is_proven_and_buys_more_for_more_moves(SmallCloud one, bool spreads)
    {
        ImmutableArray<Plan> plans = Planner.Front(one.Cluster, spreads ? new SpreadGoal() : new ConsolidateGoal(), Repeatable, cancellation: TestContext.Current.CancellationToken);
        Assert.InRange(plans.Length, 1, 12);
        Assert.Empty(plans[0].Steps.OfType<MoveStep>());
        foreach ((Plan fewer, Plan more) in plans.Zip(plans.Skip(1)))
        {
            PlanLaws.EveryReachableStateIsFeasible(one.Cluster, more);
            Assert.True(Moves(more) > Moves(fewer) && more.Levels[0].Value < fewer.Levels[0].Value);
        }
    }

    [Fact]
    public void Every_host_that_can_be_freed_has_a_plan_of_its_own()
    {
        Cluster cluster = RecordedClouds.Of("recorded");
        ImmutableArray<Plan> plans = Planner.Front(cluster, new ConsolidateGoal(), Repeatable, cancellation: TestContext.Current.CancellationToken);
        Plan whole = Planner.Plan(cluster, new ConsolidateGoal(), Repeatable, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((whole.Levels[0].Value, Moves(whole)), (plans[^1].Levels[0].Value, Moves(plans[^1])));
        Assert.Equal(plans.Length - 1, plans[0].Levels[0].Value - plans[^1].Levels[0].Value);
    }

    [Fact]
    public void A_goal_that_empties_hosts_has_no_front()
    {
        Cluster cluster = RecordedClouds.Of("recorded");
        Assert.Throws<ArgumentException>("goal", () => Planner.Front(cluster, new DrainGoal([cluster.Hosts[0].Name]), cancellation: TestContext.Current.CancellationToken));
    }

    private static int Moves(Plan plan) => plan.Steps.OfType<MoveStep>().Count();
}
