using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Planning;
using Rebalancer.Plans;
using Rebalancer.Rules;
using static Rebalancer.Cli.Tests.TinyCloud;

namespace Rebalancer.Cli.Tests;

public class PlanDrainTest
{
    [Theory]
    [InlineData(PlanOutcome.Optimal, ExitCode.Done)]
    [InlineData(PlanOutcome.Feasible, ExitCode.Done)]
    [InlineData(PlanOutcome.Partial, ExitCode.NotInFull)]
    [InlineData(PlanOutcome.Infeasible, ExitCode.NotInFull)]
    [InlineData(PlanOutcome.NoPlanInTime, ExitCode.NotInTime)]
    public void The_outcome_of_a_plan_is_the_exit_code(PlanOutcome outcome, int exit)
    {
        Answer answer = Answer.Of(Planner(outcome), Drain());
        Assert.Equal(exit, answer.Exit);
        Assert.StartsWith("Drain compute1: ", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_search_prints_its_best_plan_and_exits_4()
    {
        using CancellationTokenSource cancelled = new();
        CliEnvironment environment = Planner((_, goal, options, _, token) =>
        {
            cancelled.Cancel();
            Assert.True(token.IsCancellationRequested);
            return OneMove(goal, options.Profile);
        });
        Answer answer = Answer.Of(environment, cancelled.Token, Drain());
        Assert.Equal(ExitCode.NotInTime, answer.Exit);
        Assert.Contains("compute1 -> compute2", answer.Output, StringComparison.Ordinal);
        Assert.Contains("Cancelled", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fault_is_one_clear_line_and_exit_3()
    {
        CliEnvironment environment = Planner((_, _, _, _, _) => throw new InvalidOperationException("the \u001b[31mwheel came off."));
        Answer answer = Answer.Of(environment, Drain());
        Assert.Equal(ExitCode.Fault, answer.Exit);
        Assert.Empty(answer.Output);
        Assert.Single(answer.Error.TrimEnd().Split('\n'));
        Assert.Contains("Please report it", answer.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', answer.Error);
        Assert.Contains("GoalCommand", Answer.Of(environment, Drain("--verbose")).Error, StringComparison.Ordinal);
        Assert.Contains("GoalCommand", Answer.Of(environment with { IsVerbose = true }, Drain()).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Piped_output_has_no_control_characters()
    {
        Answer answer = Answer.Of(Planner((_, goal, options, _, _) => OneMove(goal, options.Profile)), Drain());
        Assert.DoesNotContain(answer.Output + answer.Error, c => char.IsControl(c) && c != '\n');
    }

    [Fact]
    public void Defaults_are_those_of_the_library()
    {
        (DrainGoal goal, PlanningOptions options) = Asked();
        Assert.Equal([new HostName("compute1")], goal.Hosts);
        Assert.True(goal.DisablesFirst);
        Assert.False(goal.EnablesAfter);
        Assert.Equivalent(new PlanLimits(), goal.Limits);
        Assert.Equal(new PlanLimits().Kinds, goal.Limits.Kinds);
        Assert.Equal(new PlanningOptions(), options);
    }

    [Fact]
    public void Limits_arrive_at_the_planner()
    {
        (DrainGoal goal, _) = Asked(
            "bbbb", "--max-moves", "7", "--max-gib", "30", "--leave-alone-instance", "web", "--leave-alone-instance", "i-3", "--leave-alone-host", "compute3",
            "--kinds", "cold,live", "--headroom", "0.25", "--max-out", "2", "--max-into", "3", "--max-in-all", "4", "--starts-at", "2026-01-31T22:00:00Z",
            "--enable-after");
        Assert.Equal([new HostName("compute1"), new HostName("compute2")], goal.Hosts);
        Assert.True(goal.EnablesAfter);
        PlanLimits limits = goal.Limits;
        Assert.Equal((7, 30L, 0.25, 2, 3, 4), (limits.MaxMoves, limits.MaxGiB, limits.Headroom, limits.MaxOutOfHost, limits.MaxIntoHost, limits.MaxInAll));
        Assert.Equal([new InstanceId("i-1"), new InstanceId("i-3")], limits.InstancesLeftAlone);
        Assert.Equal([new HostName("compute3")], limits.HostsLeftAlone);
        Assert.Equal([MoveKind.Live, MoveKind.Cold], limits.Kinds);
        Assert.Equal(new DateTimeOffset(2026, 1, 31, 22, 0, 0, TimeSpan.Zero), limits.StartsAt);
        Assert.False(Asked("--no-disable").Goal.DisablesFirst);
    }

    [Fact]
    public void The_search_is_as_asked()
    {
        Assert.Equal(new PlanningOptions { TimeLimit = TimeSpan.FromSeconds(2.5), Seed = 3, Workers = 2 }, Asked("--time-limit", "2.5", "--seed", "3", "--workers", "2").Options);
        Assert.Equal(new PlanningOptions { TimeLimit = null, WorkLimit = 4 }, Asked("--work-limit", "4").Options);
        Assert.Equal(new PlanningOptions { TimeLimit = TimeSpan.FromSeconds(9), WorkLimit = 4 }, Asked("--work-limit", "4", "--time-limit", "9").Options);
    }

    [Fact]
    public void A_profile_is_taken_as_a_whole()
    {
        Assert.Same(Profile.RedHat, Asked().Options.Profile);
        Assert.Same(Profile.PlainNova, Asked("--profile", "plain-nova").Options.Profile);
    }

    [Fact]
    public void Each_policy_can_be_set_by_itself()
    {
        Profile Policies(params string[] args) => Asked(args).Options.Profile;
        Assert.True(Policies("--profile", "plain-nova", "--same-cpu-model", "true").RequiresSameCpuModel);
        Assert.False(Policies("--same-cpu-model", "false").RequiresSameCpuModel);
        Assert.False(Policies("--equal-shared-set", "false").RequiresEqualSharedSet);
        Assert.False(Policies("--same-architecture", "false").RequiresSameArchitecture);
        Assert.Equal(1.5, Policies("--max-ram-overcommit", "1.5").MaxRamOvercommit);
        Assert.Null(Policies("--max-ram-overcommit", "none").MaxRamOvercommit);
        Assert.False(Policies("--refuse-data-loss", "false").RefusesDataLoss);
        Assert.False(Policies("--refuse-read-only-config-drive", "false").RefusesReadOnlyConfigDrive);
        Assert.False(Policies("--refuse-sriov-downtime", "false").RefusesSriovDowntime);
        Assert.False(Policies("--known-topology", "false").RequiresKnownTopology);
        Assert.True(Policies("--strict").RefusesAssumptions);
        Assert.Equal("red-hat, changed", Policies("--strict").Name);
        Assert.Equal("plain-nova, changed", Policies("--profile", "plain-nova", "--known-topology", "true").Name);
    }

    private static (DrainGoal Goal, PlanningOptions Options) Asked(params string[] args)
    {
        (DrainGoal, PlanningOptions)? asked = null;
        CliEnvironment environment = Planner((_, goal, options, _, _) =>
        {
            asked = ((DrainGoal)goal, options);
            return new Plan { Goal = goal, Profile = options.Profile, Outcome = PlanOutcome.Optimal };
        });
        Answer answer = Answer.Of(environment, Drain(args));
        Assert.True(asked is not null, answer.Error);
        return asked.Value;
    }
}
