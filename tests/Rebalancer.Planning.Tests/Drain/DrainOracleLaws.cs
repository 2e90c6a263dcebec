using FsCheck.Xunit;
using Rebalancer.Planning.Tests.Oracle;
using Rebalancer.Plans;

namespace Rebalancer.Planning.Tests.Drain;

/// <summary>Drains against brute force; a class of its own, so that it runs beside the other laws.</summary>
[Properties(Arbitrary = [typeof(DrainCases)])]
public sealed class DrainOracleLaws
{
    [Cases(1500)]
    public void No_placement_and_order_of_a_tiny_cloud_beats_the_plan(TinyDrain drain)
    {
        Plan plan = drain.Plan();
        BruteForce brute = BruteForce.Run(drain.Cluster, drain.Goal, drain.Profile);
        long[] reached = [.. plan.Levels.Take(4).Select(level => (long)level.Value)];
        long[] bounds = [.. plan.Levels.Take(4).Select(level => (long)level.Bound)];
        Assert.True(brute.GaveUp || brute.Best.AsSpan().SequenceEqual(reached), $"brute force reaches {string.Join('/', brute.Best)}, the plan {string.Join('/', reached)}");
        Assert.DoesNotContain(plan.LeftBehind, left => left.Proof == StayProof.CannotMove && brute.Movers.Contains(left.Instance));
        Assert.True(bounds.AsSpan().SequenceCompareTo(brute.Best) <= 0, $"the bound {string.Join('/', bounds)} is above {string.Join('/', brute.Best)}");
    }
}
