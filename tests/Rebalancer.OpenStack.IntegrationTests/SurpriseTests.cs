using Rebalancer.Execution;
using Rebalancer.Execution.Runs;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.OpenStack.IntegrationTests;

/// <summary>What others do to the lab while a host is drained. The executor sees it, plans anew around it, and leaves the lab sound.</summary>
[Collection("lab")]
public sealed class SurpriseTests(Lab lab) : IClassFixture<Lab>, IAsyncDisposable
{
    private static readonly HostName Source = new("compute1");

    private Scenario? begun;

    /// <summary>A test that failed leaves no run behind that the next one would meet.</summary>
    public async ValueTask DisposeAsync()
    {
        if (begun is not null)
        {
            await begun.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_destination_that_somebody_fills_between_plan_and_step_is_avoided()
    {
        (Scenario scenario, ScenarioRun run) = await DrainAsync(("app-1", "compute5"), ("web-1", "compute6"));
        string[] intruders = await Task.WhenAll(lab.CreateAsync("intruder-1", "lab.half", "compute6"), lab.CreateAsync("intruder-2", "lab.half", "compute6"));
        await lab.CompleteAsync(scenario.Before.Named("app-1").Id);
        ExecutionReport report = await run.Report;
        await Task.WhenAll(intruders.Select(lab.DeleteAsync));

        AssertAround(run, report, FailureCause.WorldMoved, "has no room");
        LabState after = await scenario.Before.AssertSoundAsync(lab);
        Assert.Empty(after.NamesOn(Source.Value));
        Assert.NotEqual("compute6", after.Named("web-1").Host);
    }

    [Fact]
    public async Task A_destination_where_a_new_member_of_the_group_arrives_is_avoided()
    {
        (Scenario scenario, ScenarioRun run) = await DrainAsync(("app-1", "compute5"), ("web-1", "compute6"));
        await MoveByHandAsync(scenario.Before.Named("web-3").Id, "compute6");
        await lab.CompleteAsync(scenario.Before.Named("app-1").Id);
        ExecutionReport report = await run.Report;

        AssertAround(run, report, FailureCause.WorldMoved, "of server group");
        LabState after = await scenario.Before.AssertSoundAsync(lab);
        Assert.Empty(after.NamesOn(Source.Value));
        Assert.Equal("compute6", after.Named("web-3").Host);
    }

    [Fact]
    public async Task A_destination_whose_compute_dies_in_the_middle_of_a_drain_is_avoided()
    {
        (Scenario scenario, ScenarioRun run) = await DrainAsync(("app-1", "compute5"), ("web-1", "compute6"));
        await lab.RunAsync("host", "kill", "compute6");
        ExecutionReport report;
        try
        {
            await lab.UntilServiceIsAsync("down", "compute6");
            await lab.CompleteAsync(scenario.Before.Named("app-1").Id);
            report = await run.Report;
        }
        finally
        {
            await lab.RunAsync("host", "start", "compute6");
            await lab.UntilServiceIsAsync("up", "compute6");
        }

        AssertAround(run, report, FailureCause.WorldMoved, "compute6 is down");
        LabState after = await scenario.Before.AssertSoundAsync(lab);
        Assert.Empty(after.NamesOn(Source.Value));
        Assert.NotEqual("compute6", after.Named("web-1").Host);
    }

    [Fact]
    public async Task An_instance_that_is_deleted_before_its_move_is_dropped()
    {
        (Scenario scenario, ScenarioRun run) = await DrainAsync(("app-1", "compute5"), ("app-3", "compute6"), ("web-1", "compute6"));
        await lab.DeleteAsync(scenario.Before.Named("app-3").Id);
        await lab.CompleteAsync(scenario.Before.Named("app-1").Id);
        ExecutionReport report = await run.Report;

        Assert.Equal((RunEnding.Completed, "", 0), (report.Ending, Scenario.Failures(report), report.Replans));
        Assert.Equal([StepOutcome.Done, StepOutcome.Dropped, StepOutcome.Done], report.Steps.Where(pair => pair.Step is MoveStep).Select(pair => pair.End!.Outcome));
        Assert.Empty((await scenario.Before.AssertSoundAsync(lab, "app-3")).NamesOn(Source.Value));
    }

    [Fact]
    public async Task What_nova_leaks_of_an_instance_that_is_deleted_while_it_moves_is_told_to_the_operator()
    {
        (Scenario scenario, ScenarioRun run) = await DrainAsync(("app-1", "compute5"), ("web-1", "compute6"));
        LabServer deleted = scenario.Before.Named("app-1");
        string migration = (await lab.MigrationsAsync(deleted.Id))[0].Id;
        await lab.DeleteAsync(deleted.Id);
        ExecutionReport report = await run.Report;

        // Nova's deletion forgets what the migration holds on the source, and nothing else; the run says so, and Nova's own tool takes it away.
        await AuditAsync(migration, deleted);
        Assert.Equal((RunEnding.Completed, 1), (report.Ending, report.Replans));
        Assert.Contains(run.Events.OfType<StepEnded>(), ended => ended.End.Cause == FailureCause.NeedsOperator && ended.End.Message.Contains("placement audit", StringComparison.Ordinal));
        Assert.Empty((await scenario.Before.AssertSoundAsync(lab, "app-1")).NamesOn(Source.Value));

        // The hypervisor of the lab goes on copying what no longer exists, until it is started again.
        await lab.RunAsync("host", "restart", Source.Value);
        await lab.UntilServiceIsAsync("up", Source.Value);
    }

    [Fact]
    public async Task A_migration_that_somebody_else_aborts_leaves_its_instance_where_that_person_wants_it()
    {
        (Scenario scenario, ScenarioRun run) = await DrainAsync(("app-1", "compute5"), ("web-1", "compute6"));
        string aborted = scenario.Before.Named("app-1").Id;
        await lab.AbortAsync(aborted);
        ExecutionReport report = await run.Report;

        FailedMove failed = Assert.Single(report.Failed);
        Assert.Equal((new InstanceId(aborted), FailureCause.Cancelled), (failed.Instance, failed.Cause));
        LabState after = await scenario.Before.AssertSoundAsync(lab);
        Assert.Equal(["app-1"], after.NamesOn(Source.Value));
    }

    [Fact]
    public async Task A_source_whose_compute_dies_in_the_middle_of_a_move_and_comes_back_is_drained_all_the_same()
    {
        (Scenario scenario, ScenarioRun run) = await DrainAsync(("app-1", "compute5"), ("web-1", "compute6"));
        await lab.RunAsync("host", "kill", Source.Value);
        await lab.TellDriverAsync(scenario.Before.Named("app-1").Id, "lab_live", "ok");
        await lab.RunAsync("host", "start", Source.Value);
        ExecutionReport report = await run.Report;

        Assert.Equal(RunEnding.Completed, report.Ending);

        // Nova gives up the migration when its source starts again, but not what it holds there.
        LabServer moved = scenario.Before.Named("app-1");
        await AuditAsync((await lab.MigrationsAsync(moved.Id)).Single(migration => migration.Status == "error").Id, moved);
        await scenario.Before.AssertSoundAsync(lab);
    }

    /// <summary>Drains compute1, one after the other, until the first copies. That one does not come to its end by itself, so that something can happen meanwhile.</summary>
    private async Task<(Scenario Scenario, ScenarioRun Run)> DrainAsync(params (string Name, string Destination)[] moves)
    {
        Scenario scenario = begun = await Scenario.BeginAsync(lab);
        await lab.TellDriverAsync(scenario.Before.Named(moves[0].Name).Id, "lab_live", "stall");
        foreach (LabServer other in scenario.Before.Servers.Values.Where(server => server.Host == Source.Value && moves.All(move => move.Name != server.Name)))
        {
            // Only those of the test stand in the way of an empty host.
            await MoveByHandAsync(other.Id, "compute3");
        }

        PlanStep[] steps =
        [
            new DisableStep(Source, "surprised") { Id = 1 },
            .. moves.Select((move, i) => new MoveStep(new InstanceId(scenario.Before.Named(move.Name).Id), Source, new HostName(move.Destination), MoveKind.BlockLive)
            {
                Id = i + 2,
                After = i == 0 ? [1] : [1, i + 1],
            }),
            new EnableStep(Source) { Id = moves.Length + 2, After = [.. Enumerable.Range(1, moves.Length + 1)] },
        ];
        Cluster cluster = await scenario.ReadAsync();
        Plan plan = HandPlan.Of(new DrainGoal([Source]) { EnablesAfter = true }, steps);
        PlanProof proof = PlanVerifier.Verify(cluster, plan);
        Assert.True(proof.IsProven, string.Join("; ", proof.Violations.Select(violation => violation.Message)));
        ScenarioRun run = scenario.Start(cluster, plan);
        await run.UntilItCopiesAsync(move => move.Destination.Value == moves[0].Destination);
        return (scenario, run);
    }

    /// <summary>Has Nova's own tool take away what one migration left on the source, once it has been seen that nothing else was left anywhere.</summary>
    private async Task AuditAsync(string migration, LabServer server)
    {
        Assert.Equal([(migration, Source.Value, LabServer.Text(server.Resources))], await (await LabState.ReadAsync(lab)).LeaksAsync(lab));
        await lab.RunAsync("manage", "placement", "audit", "--delete");
    }

    /// <summary>Moves a server as somebody would who knows nothing of the run.</summary>
    private async Task MoveByHandAsync(string id, string destination)
    {
        await lab.ActAsync(id, $$"""{"os-migrateLive": {"host": "{{destination}}", "block_migration": "auto"} }""");
        await Lab.UntilAsync(async () => await lab.StateAsync(id) == (destination, null, "ACTIVE"), $"{id} is on {destination}");
    }

    /// <summary>Something failed for that reason and no other, and the rest was planned anew and done.</summary>
    private static void AssertAround(ScenarioRun run, ExecutionReport report, FailureCause cause, string message)
    {
        Assert.Equal((RunEnding.Completed, ""), (report.Ending, Scenario.Failures(report)));
        Assert.InRange(report.Replans, 1, 2);
        Assert.All(report.Failed, failed => Assert.Equal(cause, failed.Cause));
        Assert.Contains(run.Events.OfType<StepEnded>(), ended => ended.End.Cause == cause && ended.End.Message.Contains(message, StringComparison.Ordinal));
    }
}
