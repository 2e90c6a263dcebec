using Rebalancer.Execution;
using Rebalancer.Execution.Runs;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.OpenStack.IntegrationTests;

/// <summary>Live migrations on a real Nova that do not come to an end.</summary>
[Collection("lab")]
public sealed class StallTests(Lab lab) : IClassFixture<Lab>
{
    [Fact]
    public async Task A_migration_that_stalls_is_aborted_and_the_instance_runs_on_where_it_was()
    {
        await using Scenario scenario = await Scenario.BeginAsync(lab);
        LabServer stuck = scenario.Before.Named("stuck-1");
        HostName source = new(stuck.Host);
        MoveStep move = new(new InstanceId(stuck.Id), source, new HostName(stuck.Host == "compute1" ? "compute2" : "compute1"), MoveKind.Live) { Id = 1 };
        ExecutionOptions options = new() { PollInterval = TimeSpan.FromSeconds(1), StallWindow = TimeSpan.FromSeconds(5), MaxAttempts = 1 };
        ExecutionReport report = await scenario.RunAsync(await scenario.ReadAsync(), HandPlan.Of(new DrainGoal([source]), move), options);

        Assert.Equal(FailureCause.Stalled, report.Steps[0].End!.Cause);
        LabServer stayed = (await scenario.Before.AssertSoundAsync(lab)).Named("stuck-1");
        Assert.Equal((stuck.Host, "ACTIVE"), (stayed.Host, stayed.Status));
    }
}
