using Rebalancer.Execution.Journals;
using Rebalancer.Execution.Runs;
using Rebalancer.Plans;
using Rebalancer.Rules;
using Rebalancer.Testing.Simulation;

namespace Rebalancer.Execution.Tests;

/// <summary>Nova's scheduler counts a member of an anti-affinity group on a host for a while after it has left live.</summary>
public sealed class SchedulerSyncTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(120);

    [Fact]
    public void A_member_that_follows_another_waits_until_the_scheduler_has_noticed()
    {
        (ExecutionReport report, SimulatedCloud cloud, _) = Run(new ExecutionOptions());

        Assert.Equal(RunEnding.Completed, report.Ending);
        Assert.Equal(0, cloud.SchedulerRefusals);
    }

    [Fact]
    public void A_refusal_that_nobody_foresaw_is_outlasted()
    {
        // The run does not know of the leader's move: the journal of another run has it.
        (ExecutionReport report, SimulatedCloud cloud, _) = Run(new ExecutionOptions(), isLeaderMovedByOthers: true);

        Assert.Equal(RunEnding.Completed, report.Ending);
        Assert.Equal(1, cloud.SchedulerRefusals);
    }

    [Fact]
    public void Without_the_wait_the_scheduler_refuses()
    {
        (ExecutionReport report, SimulatedCloud cloud, _) = Run(new ExecutionOptions { SchedulerSync = TimeSpan.Zero });

        Assert.Equal(FailureCause.CouldNot, report.Steps[1].End!.Cause);
        Assert.True(cloud.SchedulerRefusals > 0);
    }

    [Fact]
    public void A_member_that_comes_back_does_not_wait_for_itself()
    {
        ExecutionCase tried = ExecutionCase.Following();
        MoveStep away = (MoveStep)tried.Plan.Steps[0];
        tried = tried.With(away, new MoveStep(away.Instance, away.Destination, away.Source, MoveKind.Live) { Id = 2, After = [1] });
        (ExecutionReport report, SimulatedCloud cloud, TimeSpan took) = Run(new ExecutionOptions(), tried);

        Assert.Equal((RunEnding.Completed, 0), (report.Ending, cloud.SchedulerRefusals));
        Assert.Equal(Run(new ExecutionOptions { SchedulerSync = TimeSpan.Zero }, tried).Took, took);
    }

    private static (ExecutionReport Report, SimulatedCloud Cloud, TimeSpan Took) Run(ExecutionOptions options, ExecutionCase? other = null, bool isLeaderMovedByOthers = false)
    {
        ExecutionCase tried = other ?? ExecutionCase.Following();
        VirtualTime time = new(Start);
        SimulatedCloud cloud = new(tried.Cluster, time, 1, new SimulatedFaults { SchedulerSync = Interval });
        if (isLeaderMovedByOthers)
        {
            _ = Execute(tried.With(tried.Plan.Steps[0]), new ExecutionOptions());
            tried = tried.With(tried.Plan.Steps[1] with { After = [] });
        }

        return (Execute(tried, options), cloud, time.GetUtcNow() - Start);

        ExecutionReport Execute(ExecutionCase one, ExecutionOptions with)
        {
            using MemoryStream disk = new();
            using Journal journal = new(disk, "journal");
            return time.Run(() => new PlanExecutor(cloud, with, time).RunAsync(one.Cluster, one.Plan, journal));
        }
    }
}
