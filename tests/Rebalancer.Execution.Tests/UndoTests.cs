using Rebalancer.Execution.Cloud;
using Rebalancer.Execution.Journals;
using Rebalancer.Execution.Runs;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;
using Rebalancer.Testing.Simulation;

namespace Rebalancer.Execution.Tests;

/// <summary>Taking back what a run has done.</summary>
public sealed class UndoTests
{
    [Theory]
    [InlineData(MoveKind.Live)]
    [InlineData(MoveKind.Cold)]
    public void What_was_drained_returns_and_the_host_is_enabled(MoveKind kind)
    {
        using Trial trial = new(ExecutionCase.Drain(4, kind), 1);
        Assert.Equal(RunEnding.Completed, trial.Run().Ending);
        trial.Rest();
        ExecutionReport report = trial.Undo(int.MaxValue)!;
        trial.Rest();
        Assert.Equal((RunEnding.Completed, 4), (report.Ending, report.MovesDone));
        Assert.Equal([ExecutionCase.Name(0)], trial.Cloud.Placement.Values.Distinct());
        Assert.Single(trial.Cloud.Calls, call => call.Command is EnableCommand);
        Assert.Empty(trial.Cloud.Audit());
    }

    [Fact]
    public void A_run_with_steps_under_way_is_resumed_first()
    {
        using Trial trial = new(ExecutionCase.Drain(2), 1);
        Assert.Null(trial.Go(8));
        Assert.Throws<ArgumentException>(() => trial.Undo(int.MaxValue));
        Assert.Equal(RunEnding.Completed, trial.Run().Ending);
    }

    [Fact]
    public void What_somebody_moved_since_stays_with_a_reason()
    {
        ExecutionCase drain = ExecutionCase.Drain(2);
        using MemoryStream disk = new();
        using Journal journal = new(disk, "journal");
        VirtualTime time = new(default);
        SimulatedCloud cloud = new(drain.Cluster, time, 1);
        time.Run(() => new PlanExecutor(cloud, null, time).RunAsync(drain.Cluster, drain.Plan, journal));
        ClusterParts parts = drain.Cluster.ToParts();
        Host third = parts.Hosts[1] with { Name = new HostName("h9") };
        Cluster since = Cluster.Build(parts with
        {
            Hosts = [parts.Hosts[0], parts.Hosts[1], third],
            Instances = [parts.Instances[0] with { Host = third.Name }, parts.Instances[1] with { Host = ExecutionCase.Name(1) }],
        }).OrThrow();

        Plan back = WayBack.Of(since, journal);
        Assert.Equal((parts.Instances[0].Id, "undo.moved-since"), (Assert.Single(back.LeftBehind).Instance, back.LeftBehind[0].Reasons[0].Code));
        Assert.Equal(parts.Instances[1].Id, Assert.Single(back.Steps.OfType<MoveStep>()).Instance);
        Assert.Equal(PlanOutcome.Partial, back.Outcome);
    }

    [Cases(1500, QuietOnSuccess = true)]
    public void The_way_back_is_proven_and_leads_home_whoever_is_killed_on_it(FsCheck.DoNotSize<int> drawn)
    {
        int seed = drawn.Item;
        Random random = new(seed);
        using Trial trial = new(ExecutionCase.Of(seed), seed, random.Next(2) == 0 ? new SimulatedFaults { ReadFailure = 0.05, LostAnswer = 0.1, LostCommand = 0.1, LateCommand = 0.1 } : null);
        Assert.Equal(RunEnding.Completed, trial.Run().Ending);
        trial.Rest();
        Plan back = trial.PlanBack();
        Assert.Empty(PlanVerifier.Verify(trial.ClusterNow(), back).Violations);
        ExecutionReport? report = trial.Undo(random.Next(1, 30));
        for (int kills = 0; report is null; kills++)
        {
            report = trial.HasBegunBack ? trial.Go(kills < 10 ? random.Next(1, 12) : int.MaxValue) : trial.Undo(int.MaxValue);
        }

        trial.Rest();
        Assert.True(report.Ending == RunEnding.Completed, string.Join('\n', trial.JournalLines.Skip(1)));
        Assert.Empty(trial.Cloud.Audit());
        Assert.All(trial.Case.Cluster.Instances, instance => Assert.Equal(
            back.LeftBehind.FirstOrDefault(one => one.Instance == instance.Id)?.Host ?? instance.Host,
            trial.Cloud.Placement[instance.Id]));
    }
}
