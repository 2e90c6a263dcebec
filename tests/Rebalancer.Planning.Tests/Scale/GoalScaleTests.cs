using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Testing;

namespace Rebalancer.Planning.Tests.Scale;

/// <summary>Goals over clouds whose pairs of instances and hosts are too many for one model.</summary>
public sealed class GoalScaleTests
{
    private static readonly Cluster Cloud = Clouds.Generate(CloudShape.Large(200, 1600), 1);

    [Fact]
    public void A_tenth_of_the_hosts_and_more_are_emptied()
    {
        Plan plan = PlanFor(new ConsolidateGoal());

        ObjectiveLevel inUse = plan.Levels[0];
        Assert.True(inUse.Value <= 0.9 * Cloud.Hosts.Length, $"{inUse.Value} hosts are in use.");
        Assert.InRange(inUse.Bound, 1, inUse.Value);
        ObjectiveLevel moves = plan.Levels.Single(level => level.Name == "moves");
        Assert.InRange(moves.Bound, 0.5 * moves.Value, moves.Value);
    }

    [Fact]
    public void Half_of_the_unevenness_goes_with_a_few_moves()
    {
        Plan plan = PlanFor(new SpreadGoal { Limits = new PlanLimits { MaxMoves = 100 } });
        Plan unmoved = PlanFor(new SpreadGoal { Limits = new PlanLimits { MaxMoves = 0 } });

        Assert.True(2 * plan.Levels[0].Value < unmoved.Levels[0].Value, $"{plan.Levels[0].Value} of {unmoved.Levels[0].Value} is left.");
        Assert.True(plan.Steps.OfType<MoveStep>().Count() <= 100);
        Assert.True(10 * plan.Levels[0].Bound >= plan.Levels[0].Value, $"{plan.Levels[0].Value} is bounded by {plan.Levels[0].Bound} only.");
    }

    private static Plan PlanFor(Goal goal)
    {
        Plan plan = Planner.Plan(Cloud, goal, new PlanningOptions { TimeLimit = null, WorkLimit = 1.5 }, cancellation: TestContext.Current.CancellationToken);
        Assert.True(PlanVerifier.Verify(Cloud, plan).IsProven);
        return plan;
    }
}
