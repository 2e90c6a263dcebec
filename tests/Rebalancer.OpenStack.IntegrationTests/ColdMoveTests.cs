using Rebalancer.Execution;
using Rebalancer.Execution.Runs;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.OpenStack.IntegrationTests;

/// <summary>Cold moves on a real Nova: confirmed, reverted, failed on either side.</summary>
[Collection("lab")]
public sealed class ColdMoveTests(Lab lab) : IClassFixture<Lab>
{
    [Fact]
    [Trait("half", "short")]
    public async Task A_cold_move_is_confirmed_and_its_source_released()
    {
        Scenario scenario = await Scenario.AsItIsAsync(lab);
        (MoveStep move, ExecutionReport report) = await MoveAsync(scenario, "app-1", scenario.Options);

        Assert.Equal((RunEnding.Completed, ""), (report.Ending, Scenario.Failures(report)));
        LabServer moved = (await scenario.Before.AssertSoundAsync(lab)).Named("app-1");
        Assert.Equal((move.Destination.Value, "ACTIVE"), (moved.Host, moved.Status));
    }

    [Fact]
    public async Task A_cold_move_of_an_instance_that_is_not_well_is_reverted()
    {
        Scenario scenario = await Scenario.BeginAsync(lab);
        ExecutionOptions options = new()
        {
            PollInterval = TimeSpan.FromSeconds(1),
            AfterMove = (_, _, _) => Task.FromResult(new WellBeing(false, "it does not answer")),
        };
        (MoveStep move, ExecutionReport report) = await MoveAsync(scenario, "app-2", options);

        Assert.Equal(FailureCause.Unwell, report.Steps[0].End!.Cause);
        LabServer stayed = (await scenario.Before.AssertSoundAsync(lab)).Named("app-2");
        Assert.Equal((move.Source.Value, "ACTIVE"), (stayed.Host, stayed.Status));
        Assert.Equal("reverted", (await lab.MigrationsAsync(stayed.Id))[0].Status);
    }

    [Fact]
    public async Task A_cold_move_that_the_source_cannot_make_is_told_with_novas_words_and_stays()
    {
        Scenario scenario = await Scenario.BeginAsync(lab);
        await lab.TellDriverAsync(scenario.Before.Named("app-3").Id, "lab_cold", "fail");
        (MoveStep move, ExecutionReport report) = await MoveAsync(scenario, "app-3", new ExecutionOptions { PollInterval = TimeSpan.FromSeconds(1), MaxAttempts = 1 });

        Assert.Equal(RunEnding.Stopped, report.Ending);
        Assert.Contains("lab_cold=fail", report.Steps[0].End!.Message, StringComparison.Ordinal);

        // Nova itself puts an instance in error whose cold migration its driver could not begin: a person resets it.
        LabState after = await LabState.ReadAsync(lab);
        Assert.Equal((move.Source.Value, FailureCause.NeedsOperator), (after.Named("app-3").Host, report.Steps[0].End!.Cause!.Value));
        await lab.ActAsync(after.Named("app-3").Id, """{"os-resetState": {"state": "active"} }""");
        await scenario.Before.AssertSoundAsync(lab);
    }

    /// <summary>A cold move to a host where nobody is that the instance must keep away from.</summary>
    private static async Task<(MoveStep Move, ExecutionReport Report)> MoveAsync(Scenario scenario, string name, ExecutionOptions options)
    {
        LabServer server = scenario.Before.Named(name);
        HostName source = new(server.Host);
        HostName destination = new(server.Host == "compute6" ? "compute5" : "compute6");
        MoveStep move = new(new InstanceId(server.Id), source, destination, MoveKind.Cold) { Id = 1 };
        ExecutionReport report = await scenario.RunAsync(
            await scenario.ReadAsync(), HandPlan.Of(new DrainGoal([source]), move, new ConfirmStep(new InstanceId(server.Id), 1) { Id = 2, After = [1] }), options);
        return (move, report);
    }
}
