using Rebalancer.Execution.Runs;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;

namespace Rebalancer.OpenStack.IntegrationTests;

/// <summary>Goals that move instances between all hosts.</summary>
[Collection("lab")]
public sealed class WholeLabTests(Lab lab) : IClassFixture<Lab>
{
    [Fact]
    public async Task The_whole_lab_is_consolidated_and_spread_again()
    {
        Scenario scenario = await Scenario.BeginAsync(lab);
        await lab.TellDriverAsync(scenario.Before.Named("stuck-1").Id, "lab_live", "ok");
        Cluster cluster = await scenario.ReadAsync();
        int used = HostsInUse(scenario.Before);

        LabState together = await RunAsync(scenario, cluster, new ConsolidateGoal());
        Assert.InRange(HostsInUse(together), 1, used - 1);

        Cluster consolidated = await scenario.ReadAsync();
        LabState spread = await RunAsync(scenario, consolidated, new SpreadGoal());
        Assert.InRange(HostsInUse(spread), HostsInUse(together) + 1, 6);
        Assert.InRange(MostVcpus(spread), 1, MostVcpus(together) - 1);
    }

    private async Task<LabState> RunAsync(Scenario scenario, Cluster cluster, Goal goal)
    {
        Plan plan = Scenario.PlanFor(cluster, goal);
        MoveStep[] moves = [.. plan.Steps.OfType<MoveStep>()];
        Assert.NotEmpty(moves);

        ExecutionReport report = await scenario.RunAsync(cluster, plan);

        Assert.Equal((RunEnding.Completed, "", 0), (report.Ending, Scenario.Failures(report), report.Replans));
        LabState after = await scenario.Before.AssertSoundAsync(lab);
        foreach (MoveStep last in moves.GroupBy(move => move.Instance).Select(group => group.Last()))
        {
            Assert.Equal(last.Destination.Value, after.Servers[last.Instance.Value].Host);
        }

        return after;
    }

    private static int HostsInUse(LabState state) => state.Servers.Values.Select(server => server.Host).Distinct().Count();

    private static long MostVcpus(LabState state) => state.Servers.Values.GroupBy(server => server.Host).Max(servers => servers.Sum(server => server.Resources["VCPU"]));
}
