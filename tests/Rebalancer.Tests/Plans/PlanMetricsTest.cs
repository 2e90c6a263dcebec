using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;
using static Rebalancer.Tests.Plans.TinyCloud;

namespace Rebalancer.Tests.Plans;

public sealed class PlanMetricsTest
{
    [Fact]
    public void Costs_are_summed_over_the_moves_and_an_unconfirmed_source_stays_held()
    {
        Cluster cluster = new TinyCloud().Host(4096).Host(4096).Instance(0, 1024).Instance(0, 512).Build();
        var metrics = PlanMetrics.Of(cluster, PlanOf(Move(1, 0, 0, 1), Move(2, 1, 0, 1, MoveKind.Cold)));
        var live = MoveEstimate.Of(cluster, 0, 0, 1, MoveKind.Live);
        var cold = MoveEstimate.Of(cluster, 1, 0, 1, MoveKind.Cold);
        Assert.Equal((2, live.Bytes + cold.Bytes, live.Downtime + cold.Downtime), (metrics.Moves, metrics.Bytes, metrics.Downtime));
        Assert.Equal([(2, 1), (0, 2)], metrics.Hosts.Select(host => (host.InstancesBefore, host.InstancesAfter)));
        Assert.Contains(new ClassChange(ResourceClass.MemoryMb, 1536, 512, 4096), metrics.Hosts[0].Classes);
    }

    [Fact]
    public void A_malformed_plan_has_no_figures() => Assert.Throws<ArgumentException>(
        () => PlanMetrics.Of(new TinyCloud().Host(4096).Host(4096).Instance(0, 1024).Build(), PlanOf(Move(1, 0, 1, 0))));

    [Cases(300)]
    public void The_figures_after_a_proven_plan_are_those_of_its_run(byte[] bytes)
    {
        var scenario = TinyScenario.From(bytes);
        if (!PlanVerifier.Verify(scenario.Cluster, scenario.Plan).IsProven)
        {
            return;
        }

        PlanState end = BruteForce.Run(scenario.Cluster, scenario.Plan);
        foreach (HostChange host in PlanMetrics.Of(scenario.Cluster, scenario.Plan).Hosts)
        {
            int index = scenario.Cluster.IndexOf(host.Host);
            Assert.Equal(end.InstancesOn(index), host.InstancesAfter);
            Assert.All(host.Classes, change => Assert.Equal(end.Used(index, scenario.Cluster.IndexOf(change.ResourceClass)), change.After));
        }
    }
}
