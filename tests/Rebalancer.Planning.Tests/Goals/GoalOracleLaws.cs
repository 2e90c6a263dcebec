using FsCheck.Xunit;
using Rebalancer.Planning.Tests.Oracle;

namespace Rebalancer.Planning.Tests.Goals;

/// <summary>Goals against brute force; a class of its own, so that it runs beside the other laws.</summary>
[Properties(Arbitrary = [typeof(GoalCases)])]
public sealed class GoalOracleLaws
{
    [Cases(1500)]
    public void No_placement_and_order_of_a_tiny_cloud_beats_the_plan(TinyGoalCase one) => BruteForce.Hold(one.Cluster, one.Plan());
}
