using FsCheck;
using FsCheck.Fluent;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Planning.Compilation;
using Rebalancer.Planning.Exact;
using Rebalancer.Planning.Goals;
using Rebalancer.Planning.Tests.Drain;
using Rebalancer.Planning.Tests.Scenes;
using Rebalancer.Plans;
using Rebalancer.Rules;

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

    [Fact]
    public void A_sharp_cut_names_only_those_who_are_too_many_and_those_who_stay()
    {
        // Beside the guest that stays, only one of the two with three CPUs fits; the small one is in nobody's way.
        Cluster cluster = new Scene().HostWithCells("a").HostWithCells("b").HostWithCells("c")
            .Pinned("one", "a", 0, CpuSet.Range(0, 3)).Pinned("two", "a", 1, CpuSet.Range(4, 3))
            .Pinned("stays", "b", 0, CpuSet.Range(0, 3)).Pinned("small", "c", 0, CpuSet.Range(0, 1)).Build();
        PlanState start = PlanState.Of(cluster);
        PlacementProblem problem = new ProblemCompiler(start, new ConsolidateGoal(), new GoalScope(start, new ConsolidateGoal()), Profile.PlainNova).Wide();
        Placement placement = Placement.Of(problem, [ToB("one"), ToB("two"), ToB("small")])!;

        Assert.Contains(IndexOf("small"), Assert.Single(CellCuts.Of(problem, placement)).Terms.Select(term => term.Instance));
        IReadOnlyList<CutTerm> sharp = Assert.Single(CellCuts.Sharp(problem, placement, Placement.Unmoved(problem))).Terms;
        Assert.Equal(new[] { IndexOf("one"), IndexOf("two"), IndexOf("stays") }.Order(), sharp.Select(term => term.Instance).Order());
        Assert.All(sharp, term => Assert.Equal(term.Instance != IndexOf("stays"), term.Holds));

        MoveOption ToB(string instance) => problem.OptionsOf(IndexOf(instance)).ToArray().First(option => option.Destination == cluster.IndexOf(new Rebalancer.Model.HostName("b")));
        int IndexOf(string instance) => cluster.IndexOf(new InstanceId(instance));
    }
}
