using FsCheck.Xunit;
using Rebalancer.Planning.Tests.Oracle;
using Rebalancer.Plans;

namespace Rebalancer.Planning.Tests.Goals;

/// <summary>Goals against brute force; a class of its own, so that it runs beside the other laws.</summary>
[Properties(Arbitrary = [typeof(GoalCases)])]
public sealed class GoalOracleLaws
{
    [Cases(1500)]
    public void No_placement_and_order_of_a_tiny_cloud_beats_the_plan(TinyGoalCase one)
    {
        Plan plan = one.Plan();
        BruteForce brute = BruteForce.Run(one.Cluster, one.Goal, plan.Profile);
        long[] reached = [.. plan.Levels.SkipLast(2).Select(level => (long)level.Value)];
        long[] bounds = [.. plan.Levels.SkipLast(2).Select(level => (long)level.Bound)];
        Assert.True(brute.GaveUp || brute.Best.AsSpan().SequenceEqual(reached), $"brute force reaches {string.Join('/', brute.Best)}, the plan {string.Join('/', reached)}");
        Assert.True(bounds.AsSpan().SequenceCompareTo(brute.Best) <= 0, $"the bound {string.Join('/', bounds)} is above {string.Join('/', brute.Best)}");
    }
}
