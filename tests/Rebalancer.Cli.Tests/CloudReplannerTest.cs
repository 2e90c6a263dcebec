using System.Collections.Immutable;
using Rebalancer.Cli.Execution;
using Rebalancer.Execution;
using Rebalancer.Execution.Runs;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Cli.Tests;

/// <summary>What is asked of the planner when a run has to plan anew.</summary>
public sealed class CloudReplannerTest
{
    private static readonly InstanceId Web = new("i-1");
    private static readonly HostName Compute2 = new("compute2");
    private static readonly HostName Compute3 = new("compute3");

    private readonly List<PlanLimits> asked = [];

    [Fact]
    public async Task A_move_that_could_not_be_done_gets_another_destination()
    {
        Replanned? replanned = await ReplanAsync(_ => PlanOutcome.Feasible, new FailedMove(Web, Compute2, MoveKind.Live, FailureCause.CouldNot));
        Assert.NotNull(replanned);
        PlanLimits limits = Assert.Single(asked);
        Assert.Equal([Compute2], limits.HostsLeftAlone);
        Assert.Empty(limits.InstancesLeftAlone);
    }

    [Fact]
    public async Task Where_no_other_destination_does_the_instance_stays()
    {
        Assert.NotNull(await ReplanAsync(
            limits => limits.HostsLeftAlone.IsEmpty ? PlanOutcome.Partial : PlanOutcome.Infeasible,
            new FailedMove(Web, Compute2, MoveKind.Live, FailureCause.Refused)));
        Assert.Equal(2, asked.Count);
        Assert.Equal([Web], asked[1].InstancesLeftAlone);
        Assert.Empty(asked[1].HostsLeftAlone);
    }

    [Theory]
    [InlineData(FailureCause.Stalled)]
    [InlineData(FailureCause.NeedsOperator)]
    [InlineData(FailureCause.Unwell)]
    public async Task What_is_wrong_with_the_instance_itself_leaves_it_alone(FailureCause cause)
    {
        Assert.NotNull(await ReplanAsync(_ => PlanOutcome.Feasible, new FailedMove(Web, Compute2, MoveKind.Live, cause)));
        Assert.Equal([Web], Assert.Single(asked).InstancesLeftAlone);
        Assert.Empty(asked[0].HostsLeftAlone);
    }

    [Fact]
    public async Task A_world_that_moves_again_and_again_is_given_up_after_three_times()
    {
        FailedMove moved = new(Web, Compute2, MoveKind.Live, FailureCause.WorldMoved);
        await ReplanAsync(_ => PlanOutcome.Feasible, moved, moved);
        await ReplanAsync(_ => PlanOutcome.Feasible, moved, moved, moved with { Destination = Compute3 });
        Assert.Equal([0, 1], asked.Select(limits => limits.InstancesLeftAlone.Length));
    }

    [Fact]
    public async Task Instances_and_hosts_that_are_gone_are_not_named_to_the_planner()
    {
        await ReplanAsync(
            _ => PlanOutcome.Feasible,
            new FailedMove(new InstanceId("gone"), new HostName("compute9"), MoveKind.Live, FailureCause.CouldNot),
            new FailedMove(new InstanceId("gone"), Compute2, MoveKind.Live, FailureCause.Unwell));
        Assert.Empty(Assert.Single(asked).InstancesLeftAlone);
        Assert.Empty(asked[0].HostsLeftAlone);
    }

    [Theory]
    [InlineData(PlanOutcome.Infeasible)]
    [InlineData(PlanOutcome.NoPlanInTime)]
    public async Task No_plan_is_no_new_plan(PlanOutcome outcome) => Assert.Null(await ReplanAsync(_ => outcome));

    [Fact]
    public async Task A_plan_that_is_not_proven_is_not_taken() => Assert.Null(await ReplanAsync(
        _ => PlanOutcome.Feasible,
        [new MoveStep(Web, Compute2, Compute3, MoveKind.Live) { Id = 1 }]));

    private Task<Replanned?> ReplanAsync(Func<PlanLimits, PlanOutcome> outcome, params FailedMove[] failed) => ReplanAsync(outcome, [], failed);

    private Task<Replanned?> ReplanAsync(Func<PlanLimits, PlanOutcome> outcome, ImmutableArray<PlanStep> steps, params FailedMove[] failed)
    {
        Plan first = new() { Goal = new DrainGoal([new HostName("compute1")]), Profile = Profile.PlainNova, Outcome = PlanOutcome.Feasible };
        CloudReplanner replanner = new(
            () => TinyCloud.Cloud,
            (_, goal, options) =>
            {
                asked.Add(goal.Limits);
                return new Plan { Goal = goal, Profile = options.Profile, Outcome = outcome(goal.Limits), Steps = steps };
            });
        return replanner.ReplanAsync(new ReplanRequest(first, "a step has failed", [.. failed]), CancellationToken.None);
    }
}
