using Rebalancer.Execution;
using Rebalancer.Execution.Runs;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.OpenStack.IntegrationTests;

/// <summary>A member of an anti-affinity group that goes where another has just left: Nova's scheduler notices that late.</summary>
[Collection("lab")]
public sealed class FollowTests(Lab lab) : IClassFixture<Lab>
{
    [Fact]
    public async Task It_waits_and_is_not_refused()
    {
        await using Scenario scenario = await Scenario.BeginAsync(lab);
        ScenarioRun run = await FollowAsync(scenario, ScenarioOptions(lab.SchedulerSync, 2));
        ExecutionReport report = await run.Report;

        Assert.Equal((RunEnding.Completed, ""), (report.Ending, Scenario.Failures(report)));
        Assert.Empty(run.Events.OfType<StepRetried>());
        LabState after = await scenario.Before.AssertSoundAsync(lab);
        Assert.Equal("compute3", after.Named("web-2").Host);
    }

    [Fact]
    public async Task Without_waiting_Nova_refuses_it()
    {
        // The round may come just between the two moves: then Nova takes the second one, and it is tried again.
        StepEnd end = await FollowAtOnceAsync();
        for (int again = 0; again < 3 && end.Outcome == StepOutcome.Done; again++)
        {
            end = await FollowAtOnceAsync();
        }

        Assert.Equal((StepOutcome.Failed, FailureCause.CouldNot), (end.Outcome, end.Cause));
        Assert.Contains("No valid host", end.Message, StringComparison.Ordinal);
    }

    private async Task<StepEnd> FollowAtOnceAsync()
    {
        await using Scenario scenario = await Scenario.BeginAsync(lab);
        ExecutionReport report = await (await FollowAsync(scenario, ScenarioOptions(TimeSpan.Zero, 1))).Report;
        await scenario.Before.AssertSoundAsync(lab);
        return report.Steps.Single(pair => pair.Step.Id == 2).End!;
    }

    private static ExecutionOptions ScenarioOptions(TimeSpan sync, int attempts) => new()
    {
        PollInterval = TimeSpan.FromMilliseconds(500),
        Patience = TimeSpan.FromSeconds(10),
        RetryDelay = TimeSpan.FromSeconds(1),
        SchedulerSync = sync,
        MaxAttempts = attempts,
    };

    private static async Task<ScenarioRun> FollowAsync(Scenario scenario, ExecutionOptions options)
    {
        Cluster cluster = await scenario.ReadAsync();
        MoveStep leader = new(Id("web-3"), new HostName("compute3"), new HostName("compute6"), MoveKind.BlockLive) { Id = 1 };
        MoveStep follower = new(Id("web-2"), new HostName("compute2"), new HostName("compute3"), MoveKind.BlockLive) { Id = 2, After = [1] };
        Plan plan = HandPlan.Of(new SpreadGoal(), leader, follower);
        PlanProof proof = PlanVerifier.Verify(cluster, plan);
        Assert.True(proof.IsProven, string.Join("; ", proof.Violations.Select(violation => violation.Message)));
        return scenario.Start(cluster, plan, options);

        InstanceId Id(string name) => new(scenario.Before.Named(name).Id);
    }
}
