using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Planning;
using Rebalancer.Plans;
using Rebalancer.Testing.Laws;

namespace Rebalancer.Testing.Tests.Laws;

/// <summary>The planner of this library keeps the laws that others are held against.</summary>
public sealed class OwnPlannerTests
{
    private static readonly PlanningOptions Repeatable = new() { TimeLimit = null, WorkLimit = 0.5, FindsRelaxations = false };

    [Fact]
    public void Every_goal_of_a_tiny_cloud_keeps_all_laws() =>
        new PlannerTrial(Make) { Shape = CloudShape.Tiny, Cases = 60 }.MustKeep(PlanLaws.All);

    [Fact]
    public void Every_drain_of_a_tiny_cloud_keeps_all_laws() =>
        new PlannerTrial(Make) { Shape = CloudShape.Tiny, Cases = 100, Goals = RandomGoals.Drain }.MustKeep(PlanLaws.All);

    [Fact]
    public void Every_drain_of_a_small_cloud_is_planned_the_same_twice() =>
        new PlannerTrial(Make) { Cases = 10, Goals = RandomGoals.Drain }.MustKeep((cluster, plan) => PlanLaws.PlanningTwiceGivesTheSameBytes(cluster, plan, Make));

    private static Plan Make(Cluster cluster, Goal goal) => Planner.Plan(cluster, goal, Repeatable);
}
