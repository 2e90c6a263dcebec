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
        BruteForce brute = BruteForce.Hold(drain.Cluster, plan);
        Assert.DoesNotContain(plan.LeftBehind, left => left.Proof == StayProof.CannotMove && brute.Movers.Contains(left.Instance));
    }
}
