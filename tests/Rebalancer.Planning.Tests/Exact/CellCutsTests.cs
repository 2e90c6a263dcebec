using FsCheck;
using FsCheck.Fluent;
using Rebalancer.Planning.Tests.Drain;
using Rebalancer.Plans;

namespace Rebalancer.Planning.Tests.Exact;

public sealed class CellCutsTests
{
    /// <summary>A cut over a host whose instance may leave for good or by a detour once forbade both, and with them the incumbent.</summary>
    [Fact]
    public void Detours_over_a_host_with_devices_leave_the_incumbent_in_the_model()
    {
        CrowdedColdDrain drain = DrainCases.CrowdedCold().Generator.Sample(1803, new Rnd(9299423682229463057UL, 12043896178580713575UL), 1).First();
        Assert.True(PlanVerifier.Verify(drain.Cluster, drain.Plan()).IsProven);
    }
}
