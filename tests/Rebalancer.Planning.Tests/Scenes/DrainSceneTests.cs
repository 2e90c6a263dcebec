using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Tests.Scenes;

/// <summary>What a drain does in small scenes that a reader can check by hand.</summary>
public sealed class DrainSceneTests
{
    [Fact]
    public void Everybody_goes_live_to_where_there_is_room()
    {
        Plan plan = new Scene().Host("a", 8).Host("b", 3).Host("c", 8)
            .Instance("big", "a", 4).Instance("small", "a", 2).Instance("other", "b", 1).Drain("a");
        Assert.Equal(PlanOutcome.Optimal, plan.Outcome);
        Assert.Equal("c", MoveOf(plan, "big").Destination.Value);
        Assert.All(plan.Steps.OfType<MoveStep>(), move => Assert.Equal(MoveKind.Live, move.Kind));
        Assert.IsType<DisableStep>(plan.Steps[0]);
    }

    [Fact]
    public void A_move_waits_for_the_release_that_makes_room()
    {
        // "large" fits b only once "small" has gone to c, and c is too small for "large".
        Plan plan = new Scene().Host("a", 8).Host("b", 8).Host("c", 4)
            .Instance("large", "a", 6).Instance("small", "b", 3).Drain("a");
        Assert.Equal(PlanOutcome.Optimal, plan.Outcome);
        MoveStep makesRoom = MoveOf(plan, "small");
        Assert.Contains(makesRoom.Id, MoveOf(plan, "large").After);
        Assert.Contains("large", makesRoom.Why, StringComparison.Ordinal);
        Assert.Equal(2, plan.Levels[2].Value);
    }

    [Fact]
    public void A_move_that_needs_no_room_from_others_waits_for_nobody()
    {
        Plan plan = new Scene().Host("a", 16).Host("b", 16).Instance("x", "a", 2).Instance("y", "a", 2).Instance("z", "a", 2).Drain("a");
        int disable = plan.Steps.OfType<DisableStep>().Single().Id;
        Assert.All(plan.Steps.OfType<MoveStep>(), move => Assert.Equal([disable], move.After));
    }

    [Fact]
    public void A_room_maker_that_goes_cold_is_confirmed_before_its_room_is_used()
    {
        Plan plan = new Scene().Host("a", 8).Host("b", 8).Host("c", 4)
            .Instance("large", "a", 6).Instance("small", "b", 3, instance => instance with { VmState = VmState.Stopped, PowerState = PowerState.Shutdown }).Drain("a");
        ConfirmStep confirm = Assert.Single(plan.Steps.OfType<ConfirmStep>());
        Assert.Equal("small", confirm.Instance.Value);
        Assert.Contains(confirm.Id, MoveOf(plan, "large").After);
    }

    [Fact]
    public void A_swap_that_would_need_a_third_host_is_left_behind_although_each_could_move_alone()
    {
        // "large" fits b only when "medium" is gone, and the drained host takes nobody.
        Plan plan = new Scene().Host("a", 8).Host("b", 8).Instance("large", "a", 6).Instance("medium", "b", 4).Drain("a");
        Assert.Empty(plan.Steps.OfType<MoveStep>());
        LeftBehind left = Assert.Single(plan.LeftBehind);
        Assert.Equal("large", left.Instance.Value);
        Assert.NotEqual(StayProof.CannotMove, left.Proof);
        Assert.Contains(left.Reasons, reason => reason.Code == "placement.capacity");
    }

    [Fact]
    public void Two_that_fit_alone_but_not_together_leave_one_behind_for_want_of_room()
    {
        Plan plan = new Scene().Host("a", 16).Host("b", 6).Instance("x", "a", 4).Instance("y", "a", 4).Drain("a");
        Assert.Equal(PlanOutcome.Partial, plan.Outcome);
        Assert.Single(plan.Steps.OfType<MoveStep>());
        Assert.Equal(StayProof.NoRoomForAll, Assert.Single(plan.LeftBehind).Proof);
    }

    [Theory]
    [InlineData(AllowedMoves.MayBeCold, MoveKind.Cold)]
    [InlineData(AllowedMoves.LiveOnly, null)]
    [InlineData(AllowedMoves.Never, null)]
    public void An_instance_that_cannot_go_live_goes_cold_only_where_its_owner_allows_downtime(AllowedMoves allowed, MoveKind? kind)
    {
        // An older hypervisor takes no live migration from a newer one.
        Plan plan = new Scene().Host("a", 8).Host("b", 8, host => host with { HypervisorVersion = Fact.Read(6_002_000L) })
            .Instance("x", "a", 2, instance => instance with { Policy = Fact.Given(new OwnerPolicy(allowed)) }).Drain("a");
        Assert.Equal(kind, plan.Steps.OfType<MoveStep>().SingleOrDefault()?.Kind);
        Assert.Equal(kind is null ? 0 : 1, plan.Levels[1].Value);
        Assert.Equal(kind is null ? PlanOutcome.Infeasible : PlanOutcome.Optimal, plan.Outcome);
        Assert.All(plan.LeftBehind, left => Assert.Equal(StayProof.CannotMove, left.Proof));
    }

    [Fact]
    public void A_stopped_instance_goes_cold_without_downtime_although_its_owner_says_live_only()
    {
        Plan plan = new Scene().Host("a", 8).Host("b", 8)
            .Instance("x", "a", 2, instance => instance with { VmState = VmState.Stopped, PowerState = PowerState.Shutdown }).Drain("a");
        Assert.Equal(PlanOutcome.Optimal, plan.Outcome);
        Assert.Equal(MoveKind.Cold, MoveOf(plan, "x").Kind);
        Assert.Equal(0, plan.Levels[1].Value);
    }

    [Fact]
    public void A_pinned_instance_that_no_cell_can_hold_stays_and_the_cells_are_the_reason()
    {
        // Six dedicated CPUs are free on b, but three in each cell.
        Plan plan = new Scene().HostWithCells("a").HostWithCells("b")
            .Pinned("x", "a", 0, CpuSet.Range(0, 4)).Pinned("y", "b", 0, CpuSet.Range(0, 1)).Pinned("z", "b", 1, CpuSet.Range(4, 1)).Drain("a");
        LeftBehind left = Assert.Single(plan.LeftBehind);
        Assert.Contains(left.Reasons, reason => reason.Code.StartsWith("nova.numa", StringComparison.Ordinal) && reason.Message.Contains("dedicated", StringComparison.Ordinal));
        Assert.DoesNotContain(left.Reasons, reason => reason.Code == "placement.capacity");
    }

    [Fact]
    public void A_pinned_instance_goes_where_a_cell_can_hold_it()
    {
        Plan plan = new Scene().HostWithCells("a").HostWithCells("b").Pinned("x", "a", 0, CpuSet.Range(0, 4)).Pinned("y", "b", 0, CpuSet.Range(0, 4)).Drain("a");
        Assert.Equal(PlanOutcome.Optimal, plan.Outcome);
    }

    [Theory]
    [InlineData(8, PlanOutcome.Infeasible)]
    [InlineData(14, PlanOutcome.Optimal)]
    public void An_over_full_host_can_be_left_only_from_Placement_14(int placement, PlanOutcome outcome)
    {
        Plan plan = new Scene().Placement(placement).Host("a", 5).Host("b", 16).Instance("x", "a", 4).Instance("y", "a", 4).Drain("a");
        Assert.Equal(outcome, plan.Outcome);
        Assert.All(plan.LeftBehind, left => Assert.NotEmpty(left.Reasons));
    }

    [Fact]
    public void Members_of_an_anti_affinity_group_never_meet_on_the_way()
    {
        // c holds the only other member, and must be left by it before x can come: b has no room for x.
        Plan plan = new Scene().Host("a", 8).Host("b", 2).Host("c", 8).Instance("x", "a", 4).Instance("y", "c", 2)
            .Group(GroupPolicy.AntiAffinity, "x", "y").Drain("a");
        Assert.Equal(PlanOutcome.Optimal, plan.Outcome);
        Assert.Contains(MoveOf(plan, "y").Id, MoveOf(plan, "x").After);
    }

    [Fact]
    public void An_affinity_group_follows_a_member_that_is_elsewhere_already()
    {
        Plan plan = new Scene().Host("a", 16).Host("b", 16).Host("c", 16).Instance("x", "a", 2).Instance("y", "a", 2).Instance("z", "c", 2)
            .Group(GroupPolicy.Affinity, "x", "y", "z").Drain("a");
        Assert.Equal(PlanOutcome.Optimal, plan.Outcome);
        Assert.All(plan.Steps.OfType<MoveStep>(), move => Assert.Equal("c", move.Destination.Value));
    }

    [Fact]
    public void An_affinity_group_that_is_all_on_the_drained_host_stays_and_the_group_is_the_reason()
    {
        Plan plan = new Scene().Host("a", 16).Host("b", 16).Instance("x", "a", 2).Instance("y", "a", 2).Group(GroupPolicy.Affinity, "x", "y").Drain("a");
        Assert.Equal(PlanOutcome.Infeasible, plan.Outcome);
        Assert.All(plan.LeftBehind, left => Assert.Contains(left.Reasons, reason => reason.Code.Contains("affinity", StringComparison.Ordinal)));
    }

    [Fact]
    public void An_instance_avoids_both_ends_of_a_migration_of_somebody_it_was_told_to_avoid()
    {
        Plan plan = new Scene().Host("a", 8).Host("b", 8).Host("c", 8).Host("d", 8)
            .Instance("x", "a", 2, instance => instance with
            {
                SchedulerHints = Fact.Given(ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty.Add("different_host", ["y"])),
            })
            .Instance("y", "b", 2, instance => instance with { TaskState = "migrating" }).InFlight("y", "b", "c").Drain("a");
        Assert.Equal("d", MoveOf(plan, "x").Destination.Value);
    }

    private static MoveStep MoveOf(Plan plan, string instance) => plan.Steps.OfType<MoveStep>().Single(move => move.Instance.Value == instance);
}
