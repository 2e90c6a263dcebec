using FsCheck.Xunit;
using Rebalancer.Planning.Tests.Oracle;

namespace Rebalancer.Planning.Tests.Goals;

/// <summary>Waves against brute force over orders of hosts, placements and orders of moves.</summary>
[Properties(Arbitrary = [typeof(GoalCases)])]
public sealed class WaveLaws
{
    [Cases(100)]
    public void No_order_of_hosts_and_moves_beats_the_plan(TinyWavesCase one) => BruteForce.Hold(one.Cluster, one.Plan(), mayBeBetter: true);
}
