using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Planning.Compilation;
using Rebalancer.Planning.Goals;
using Rebalancer.Planning.Tests.Scenes;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Tests.Compilation;

/// <summary>Headroom is a matter of where everybody ends, not of the order in which they get there.</summary>
public sealed class HeadroomTests
{
    [Theory]
    [InlineData(0.1, true)]
    [InlineData(0.3, false)]
    public void Who_arrives_where_another_must_leave_first_is_judged_by_the_end(double headroom, bool isKept)
    {
        // No cell of b has three CPUs free until "second" has gone; "first" is the earlier one by its index.
        Cluster cluster = new Scene().HostWithCells("a").HostWithCells("b").HostWithCells("c")
            .Pinned("first", "a", 0, CpuSet.Range(0, 3)).Pinned("second", "b", 0, CpuSet.Range(0, 3)).Pinned("third", "b", 1, CpuSet.Range(4, 3)).Build();
        DrainGoal goal = new([new HostName("a")]) { Limits = new PlanLimits { Headroom = headroom } };
        PlanState start = PlanState.Of(cluster);
        PlacementProblem problem = new ProblemCompiler(start, goal, new GoalScope(start, goal), Profile.PlainNova).Wide();

        Placement placement = Placement.Of(problem, [OptionTo("first", "b"), OptionTo("second", "c")])!;

        Assert.Equal(isKept, problem.KeepsHeadroom(placement));

        MoveOption OptionTo(string instance, string host) => problem.OptionsOf(cluster.IndexOf(new InstanceId(instance))).ToArray()
            .First(option => option.Destination == cluster.IndexOf(new HostName(host)));
    }
}
