using FsCheck.Xunit;
using Rebalancer.Planning.Tests.Oracle;
using Rebalancer.Plans;

namespace Rebalancer.Planning.Tests.Goals;

/// <summary>Waves against brute force over orders of hosts, placements and orders of moves.</summary>
[Properties(Arbitrary = [typeof(GoalCases)])]
public sealed class WaveLaws
{
    [Cases(100)]
    public void No_order_of_hosts_and_moves_beats_the_plan(TinyWavesCase one)
    {
        Plan plan = one.Plan();
        BruteForce brute = BruteForce.Run(one.Cluster, one.Goal, plan.Profile);
        long[] reached = [.. plan.Levels.SkipLast(2).Select(level => (long)level.Value)];
        long[] bounds = [.. plan.Levels.SkipLast(2).Select(level => (long)level.Bound)];
        Assert.True(brute.GaveUp || reached.AsSpan().SequenceCompareTo(brute.Best) <= 0, $"brute force reaches {string.Join('/', brute.Best)}, the plan {string.Join('/', reached)}");
        Assert.True(bounds.AsSpan().SequenceCompareTo(brute.Best) <= 0, $"the bound {string.Join('/', bounds)} is above {string.Join('/', brute.Best)}");
    }
}
