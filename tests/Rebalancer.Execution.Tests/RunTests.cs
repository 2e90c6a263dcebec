using Rebalancer.Execution.Cloud;
using Rebalancer.Execution.Journals;
using Rebalancer.Execution.Runs;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;
using Rebalancer.Testing.Simulation;

namespace Rebalancer.Execution.Tests;

/// <summary>What a run does in single situations.</summary>
public sealed class RunTests
{
    private static readonly SimulatedFaults AllStall = new() { Stall = 1 };

    [Fact]
    public void A_stalled_migration_is_aborted_and_tried_again_then_given_up()
    {
        using Trial trial = new(ExecutionCase.Drain(1), 1, AllStall);
        ExecutionReport report = trial.Run();
        Assert.Equal((RunEnding.Stopped, FailureCause.Stalled), (report.Ending, report.Steps[1].End!.Cause!.Value));
        Assert.Equal(2, trial.Cloud.Calls.Count(call => call.Command is AbortCommand));
    }

    [Fact]
    public void A_stalled_migration_is_forced_where_the_owner_allows()
    {
        using Trial trial = new(ExecutionCase.Drain(1), 1, AllStall, new ExecutionOptions { OnStall = _ => StallAction.ForceComplete });
        Assert.Equal(RunEnding.Completed, trial.Run().Ending);
        Assert.Single(trial.Cloud.Calls, call => call.Command is ForceCompleteCommand);
    }

    [Fact]
    public void The_limit_of_the_source_bounds_what_runs_at_once()
    {
        using Trial trial = new(ExecutionCase.Drain(8, first: host => host with { Migration = new MigrationSettings { MaxConcurrentLive = Fact.Given(3) } }), 1);
        Assert.Equal(RunEnding.Completed, trial.Run().Ending);
        int running = 0;
        int most = 0;
        foreach (ExecutionEvent happened in trial.Events)
        {
            running += happened switch { StepStarted { Step: MoveStep } => 1, StepEnded { Step: MoveStep } => -1, _ => 0 };
            most = Math.Max(most, running);
        }

        Assert.Equal(3, most);
    }

    [Fact]
    public void A_stop_starts_nothing_new_and_waits_for_what_runs()
    {
        using Trial trial = new(ExecutionCase.Drain(4), 1);
        ExecutionReport report = trial.Go(int.MaxValue, (happened, control) =>
        {
            if (happened is StepStarted { Step: MoveStep })
            {
                control.Stop("interrupted");
            }
        })!;
        Assert.Equal((RunEnding.Stopped, "interrupted", 1), (report.Ending, report.Reason, report.MovesDone));
        Assert.Equal(RunEnding.Completed, trial.Run().Ending);
    }

    [Fact]
    public void A_pause_starts_nothing_until_it_is_over()
    {
        using Trial trial = new(ExecutionCase.Drain(3), 1);
        DateTimeOffset over = DateTimeOffset.MaxValue;
        ITimer? timer = null;
        List<DateTimeOffset> started = [];
        ExecutionReport report = trial.Go(int.MaxValue, (happened, control) =>
        {
            if (happened is not StepStarted { Step: MoveStep })
            {
                return;
            }

            started.Add(happened.At);
            if (timer is null)
            {
                control.Pause();
                over = happened.At + TimeSpan.FromHours(5);
                timer = trial.Time.CreateTimer(_ => control.Continue(), null, TimeSpan.FromHours(5), Timeout.InfiniteTimeSpan);
            }
        })!;
        timer!.Dispose();
        Assert.Equal((RunEnding.Completed, 3), (report.Ending, report.MovesDone));
        Assert.Equal(3, started.Count);
        Assert.All(started.Skip(1), at => Assert.True(at >= over));
    }

    [Fact]
    public void After_so_many_failures_nothing_new_is_started()
    {
        using Trial trial = new(ExecutionCase.Drain(4), 1, AllStall, new ExecutionOptions { MaxAttempts = 1, MaxFailures = 2 });
        ExecutionReport report = trial.Run();
        Assert.Equal(RunEnding.Stopped, report.Ending);
        Assert.StartsWith("2 steps have failed", report.Reason, StringComparison.Ordinal);
        Assert.Equal(2, trial.Cloud.Calls.Count(call => call.Command is LiveMigrateCommand));
    }

    [Theory]
    [InlineData(MoveKind.Live)]
    [InlineData(MoveKind.Cold)]
    public void A_drain_that_is_killed_at_any_one_record_comes_out_the_same(MoveKind kind)
    {
        int kills = 0;
        for (bool wasKilled = true; wasKilled; kills++)
        {
            using Trial trial = new(ExecutionCase.Drain(3, kind), 1);
            ExecutionReport? report = trial.Go(kills);
            wasKilled = report is null;
            report ??= trial.Run();
            trial.Rest();
            Assert.Equal((RunEnding.Completed, 3), (report.Ending, report.MovesDone));
            Assert.Equal(trial.Case.Target, trial.Cloud.Placement);
            Assert.Equal(3, trial.Cloud.Calls.Count(call => call.Command is LiveMigrateCommand or ColdMigrateCommand && call.Answer.Fate == CallFate.Accepted));
            Assert.Empty(trial.Cloud.Audit());
        }

        Assert.InRange(kills, 15, 100);
    }

    [Fact]
    public void Leaving_keeps_a_journal_that_a_resume_goes_on_with()
    {
        using Trial trial = new(ExecutionCase.Drain(3), 1);
        using CancellationTokenSource leave = new();
        ExecutionReport report = trial.Go(
            int.MaxValue, (happened, _) => LeaveWhen(happened is StepObserved { Status: "running" }, leave), leave)!;
        Assert.Equal((RunEnding.Left, 0), (report.Ending, report.MovesDone));
        Assert.Equal(RunEnding.Completed, trial.Run().Ending);
        Assert.Equal(3, trial.Cloud.Calls.Count(call => call.Command is LiveMigrateCommand));
    }

    [Fact]
    public void An_instance_that_is_not_well_goes_back_and_nothing_new_is_started()
    {
        using Trial trial = new(ExecutionCase.Drain(2, MoveKind.Cold), 1, null, new ExecutionOptions { AfterMove = (_, _, _) => Task.FromResult(new WellBeing(false, "no answer")) });
        ExecutionReport report = trial.Run();
        trial.Rest();
        Assert.Equal((RunEnding.Stopped, FailureCause.Unwell), (report.Ending, report.Steps[1].End!.Cause!.Value));
        Assert.Equal([ExecutionCase.Name(0)], trial.Cloud.Placement.Values.Distinct());
        Assert.Empty(trial.Cloud.Audit());
        Assert.Null(report.Steps[3].End);
    }

    [Fact]
    public void Maintenance_waits_for_the_operators_word_and_a_resume_asks_again()
    {
        ExecutionCase drain = ExecutionCase.Drain(1);
        using Trial trial = new(
            drain.With([.. drain.Plan.Steps, new MaintainStep([ExecutionCase.Name(0)]) { Id = 3, After = [2] }, new EnableStep(ExecutionCase.Name(0)) { Id = 4, After = [3] }]), 1);
        ExecutionReport report = trial.Run();
        Assert.Equal((RunEnding.Left, 1), (report.Ending, report.MovesDone));
        Assert.Contains("h0", report.Reason, StringComparison.Ordinal);

        trial.Options = new ExecutionOptions { Maintain = (_, _) => Task.FromResult(true) };
        Assert.Equal(RunEnding.Completed, trial.Run().Ending);
        Assert.Single(trial.Cloud.Calls, call => call.Command is EnableCommand);
    }

    [Fact]
    public void A_host_that_somebody_else_disabled_is_not_enabled()
    {
        ExecutionCase drain = ExecutionCase.Drain(1, first: host => host with { Service = new ComputeService { IsEnabled = false, DisabledReason = "broken fan" } });
        using Trial trial = new(drain.With([.. drain.Plan.Steps, new EnableStep(ExecutionCase.Name(0)) { Id = 3, After = [2] }]), 1);
        ExecutionReport report = trial.Run();
        Assert.Equal(RunEnding.Completed, report.Ending);
        Assert.DoesNotContain(trial.Cloud.Calls, call => call.Command is DisableCommand or EnableCommand);
        Assert.Contains("broken fan", report.Steps[2].End!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_step_is_started_that_would_end_after_the_window()
    {
        using Trial trial = new(ExecutionCase.Drain(6), 1);
        trial.Options = new ExecutionOptions { Until = trial.Time.GetUtcNow() + TimeSpan.FromSeconds(70) };
        ExecutionReport report = trial.Run();
        Assert.Equal(RunEnding.Stopped, report.Ending);
        Assert.InRange(report.MovesDone, 1, 5);
        Assert.Contains("would end after", report.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_that_nobody_said_to_be_fenced_is_not_evacuated()
    {
        static Host Down(Host host, Fact<bool> fenced) => host with { Service = new ComputeService { IsUp = false, IsFenced = fenced } };
        using Trial unfenced = new(ExecutionCase.Drain(2, MoveKind.Evacuate, host => Down(host, default)), 1);
        Assert.Equal(FailureCause.NeedsOperator, unfenced.Run().Steps[1].End!.Cause);
        Assert.DoesNotContain(unfenced.Cloud.Calls, call => call.Command is EvacuateCommand);

        using Trial fenced = new(ExecutionCase.Drain(2, MoveKind.Evacuate, host => Down(host, Fact.Given(true))), 1, null, new ExecutionOptions { StartsEvacuated = true });
        Assert.Equal(RunEnding.Completed, fenced.Run().Ending);
        Assert.Equal(fenced.Case.Target, fenced.Cloud.Placement);
        Assert.Equal(2, fenced.Cloud.Calls.Count(call => call.Command is StartCommand));
    }

    [Fact]
    public void What_failed_is_planned_anew_once_what_runs_has_ended_and_owed_hosts_are_enabled()
    {
        ExecutionCase drain = ExecutionCase.Drain(3);
        using Trial trial = new(drain.With([.. drain.Plan.Steps, new EnableStep(ExecutionCase.Name(0)) { Id = 5, After = [2, 3, 4] }]), 1, AllStall);
        OnceReplanner replanner = new(new Replanned(drain.Cluster, ExecutionCase.PlanOf([], drain.Plan.Goal.Limits)));
        trial.Options = new ExecutionOptions { Replanner = replanner, MaxAttempts = 1 };
        ExecutionReport report = trial.Run();
        Assert.Equal((RunEnding.Completed, 1), (report.Ending, report.Replans));
        Assert.Equal(FailureCause.Stalled, Assert.Single(replanner.Requests).Failed[0].Cause);
        Assert.Single(trial.Cloud.Calls, call => call.Command is EnableCommand);
    }

    [Fact]
    public void A_journal_in_use_cannot_be_opened_and_one_that_is_broken_says_where()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("rebalancer-").FullName, "journal");
        using (Journal journal = Journal.Create(path))
        {
            Assert.Throws<JournalException>(() => Journal.Open(path));
        }

        Assert.Throws<JournalException>(() => Journal.Create(path));
        File.WriteAllText(path, "{\"at\":\"2026-01-01T00:00:00Z\",\"kind\":\"start\",\"step\":1}\n");
        Assert.Contains("line 1", Assert.Throws<JournalException>(() => Journal.Open(path)).Message, StringComparison.Ordinal);
    }

    private static void LeaveWhen(bool isTime, CancellationTokenSource leave)
    {
        if (isTime)
        {
            leave.Cancel();
        }
    }

    private sealed class OnceReplanner(Replanned plan) : IReplanner
    {
        public List<ReplanRequest> Requests { get; } = [];

        public Task<Replanned?> ReplanAsync(ReplanRequest request, CancellationToken cancellation)
        {
            Requests.Add(request);
            return Task.FromResult<Replanned?>(plan);
        }
    }
}
