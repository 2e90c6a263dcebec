using Rebalancer.Execution.Cloud;
using Rebalancer.Execution.Runs;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Testing.Simulation;

namespace Rebalancer.Execution.Tests;

/// <summary>What holds for every run, whatever goes wrong on the way to the cloud and in it.</summary>
public sealed class RunLaws
{
    private static readonly SimulatedFaults BadLine = new() { ReadFailure = 0.05, LostAnswer = 0.1, LostCommand = 0.1, LateCommand = 0.1 };

    [Fact]
    public void The_plans_of_the_cases_are_safe()
    {
        Assert.All(Enumerable.Range(0, 300), seed =>
        {
            ExecutionCase tried = ExecutionCase.Of(seed);
            PlanProof proof = PlanVerifier.Verify(tried.Cluster, tried.Plan);
            Assert.DoesNotContain(proof.Violations, violation => violation.Code.StartsWith("plan.", StringComparison.Ordinal));
        });
    }

    [Cases(4000, QuietOnSuccess = true)]
    public void A_bad_line_changes_nothing_of_what_comes_out(FsCheck.DoNotSize<int> drawn)
    {
        int seed = drawn.Item;
        using Trial trial = new(ExecutionCase.Of(seed), seed, BadLine);
        ExecutionReport report = trial.Run();
        AssertDone(trial, report);
    }

    [Cases(4000, QuietOnSuccess = true)]
    public void A_run_that_is_killed_again_and_again_comes_out_the_same(FsCheck.DoNotSize<int> drawn)
    {
        int seed = drawn.Item;
        Random random = new(seed);
        using Trial trial = new(ExecutionCase.Of(seed), seed, random.Next(2) == 0 ? BadLine : new SimulatedFaults());
        ExecutionReport? report = null;
        for (int kills = 0; report is null; kills++)
        {
            report = trial.Go(kills < 20 ? random.Next(1, 12) : int.MaxValue);
        }

        AssertDone(trial, report);
    }

    [Cases(2000, QuietOnSuccess = true)]
    public void Migrations_that_fail_leave_every_instance_where_the_report_says(FsCheck.DoNotSize<int> drawn)
    {
        int seed = drawn.Item;
        using Trial trial = new(ExecutionCase.Of(seed), seed, BadLine with { MigrationFailure = 0.3, Stall = 0.2, ErrorState = 0.3 });
        ExecutionReport report = trial.Run();
        trial.Rest();
        Assert.Equal(0, trial.Cloud.SchedulerRefusals);
        Assert.Empty(trial.Cloud.Audit());
        AssertSentAtMost(trial, trial.Options.MaxAttempts);
        HostName Expected(InstanceId id) => report.Steps.Where(pair => pair is { Step: MoveStep move, End.Outcome: StepOutcome.Done } && move.Instance == id)
            .Select(pair => ((MoveStep)pair.Step).Destination).LastOrDefault(trial.Case.Cluster.Instances[trial.Case.Cluster.IndexOf(id)].Host);
        Assert.All(trial.Cloud.Placement, pair => Assert.Equal(Expected(pair.Key), pair.Value));
    }

    [Cases(2000, QuietOnSuccess = true)]
    public void Whatever_others_do_meanwhile_nothing_is_lost_and_the_run_ends(FsCheck.DoNotSize<int> drawn)
    {
        int seed = drawn.Item;
        Random random = new(seed);
        using Trial trial = new(ExecutionCase.Of(seed), seed, BadLine with { Interferences = random.Next(1, 6), MigrationFailure = 0.1 });
        ExecutionReport? report = null;
        for (int kills = 0; report is null; kills++)
        {
            report = trial.Go(kills < random.Next(0, 4) ? random.Next(1, 20) : int.MaxValue);
        }

        trial.Rest();
        Assert.Empty(trial.Cloud.Audit());
        Assert.NotEqual(RunEnding.Left, report.Ending);
        AssertSentAtMost(trial, trial.Options.MaxAttempts);
        foreach ((PlanStep step, StepEnd? end) in report.Steps)
        {
            Assert.True(end is null or { Outcome: not StepOutcome.Failed } or { Message.Length: > 0 }, $"step {step.Id} failed without a word");
            Assert.True(
                end is null || step.After.All(id => report.Steps.Single(pair => pair.Step.Id == id).End is { LetsOthersStart: true }),
                $"step {step.Id} ran before what it comes after");
        }
    }

    private static void AssertDone(Trial trial, ExecutionReport report)
    {
        trial.Rest();
        Assert.True(report.Ending == RunEnding.Completed, string.Join('\n', [.. trial.JournalLines.Skip(1), .. trial.Cloud.Calls.Select(call => call.ToString())]));
        Assert.Equal(trial.Case.Target, trial.Cloud.Placement);
        Assert.Equal(0, trial.Cloud.SchedulerRefusals);
        Assert.Empty(trial.Cloud.Audit());
        AssertSentAtMost(trial, 1);
        Assert.Equal(trial.Case.Plan.Steps.OfType<MoveStep>().Count(), report.MovesDone);
    }

    /// <summary>The cloud took no move more often than the plan has it, times the tries it allows, and was never asked for one that was running.</summary>
    private static void AssertSentAtMost(Trial trial, int tries)
    {
        var taken = trial.Cloud.Calls.Where(call => call.Answer.Fate == CallFate.Accepted && call.Command is LiveMigrateCommand or ColdMigrateCommand or ConfirmCommand)
            .GroupBy(call => call.Command);
        foreach (IGrouping<CloudCommand, SimulatedCall> same in taken)
        {
            int planned = trial.Case.Plan.Steps.Count(step => same.Key switch
            {
                LiveMigrateCommand live => step is MoveStep { Kind: not Rules.MoveKind.Cold } move && move.Instance == live.Instance && move.Destination == live.Destination,
                ColdMigrateCommand cold => step is MoveStep { Kind: Rules.MoveKind.Cold } move && move.Instance == cold.Instance && move.Destination == cold.Destination,
                ConfirmCommand confirm => step is ConfirmStep confirmed && confirmed.Instance == confirm.Instance,
                _ => false,
            });
            Assert.True(same.Count() <= planned * tries, $"{same.Key} was taken {same.Count()} times, planned {planned} times");
        }
    }
}
