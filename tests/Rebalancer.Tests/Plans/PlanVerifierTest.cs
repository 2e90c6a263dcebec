using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;
using static Rebalancer.Tests.Plans.TinyCloud;

namespace Rebalancer.Tests.Plans;

public sealed class PlanVerifierTest
{
    private static readonly PlanEvent[] None = [];

    /// <summary>Hosts of 4 GiB, instances of 2 GiB on the given ones, named db-0, db-1, ...</summary>
    private static TinyCloud Cloud(int hosts, params int[] places)
    {
        TinyCloud cloud = new();
        for (int host = 0; host < hosts; host++)
        {
            cloud.Host(4096);
        }

        for (int i = 0; i < places.Length; i++)
        {
            string name = $"db-{i}";
            cloud.Instance(places[i], 2048, instance => instance with { Name = name });
        }

        return cloud;
    }

    private static PlanProof Verify(TinyCloud cloud, params PlanStep[] steps) => PlanVerifier.Verify(cloud.Build(), PlanOf(steps));

    private static PlanViolation Only(PlanProof proof, string code)
    {
        PlanViolation violation = Assert.Single(proof.Violations);
        Assert.Equal(code, violation.Code);
        Assert.False(proof.IsProven);
        return violation;
    }

    private static PlanEvent Start(int step) => new(step, PlanEventKind.Start);

    private static PlanEvent End(int step) => new(step, PlanEventKind.End);

    [Fact]
    public void A_plan_without_steps_is_proven() => Assert.True(Verify(Cloud(2, 0)).IsProven);

    [Fact]
    public void An_arrival_before_room_is_made_is_told_with_figures_and_names()
    {
        PlanViolation violation = Only(Verify(Cloud(3, 0, 1, 1), Move(1, 0, 0, 1), Move(2, 1, 1, 2)), "plan.capacity");
        Assert.Equal("Host h1 would hold 6 of 4 GiB MEMORY_MB when db-0 arrives before db-1 has left.", violation.Message);
        Assert.Equal([Start(1)], violation.Events);
    }

    [Fact]
    public void An_arrival_that_waits_for_the_release_is_proven() =>
        Assert.True(Verify(Cloud(3, 0, 1, 1), Move(1, 0, 0, 1, MoveKind.Live, 2), Move(2, 1, 1, 2)).IsProven);

    [Fact]
    public void A_cold_migration_makes_room_by_its_confirm_step_and_not_before()
    {
        TinyCloud cloud = Cloud(3, 0, 1, 1);
        MoveStep cold = Move(2, 1, 1, 2, MoveKind.Cold);
        Assert.True(Verify(cloud, Move(1, 0, 0, 1, MoveKind.Live, 3), cold, Confirm(3, 1, 2)).IsProven);
        PlanViolation violation = Only(Verify(cloud, Move(1, 0, 0, 1, MoveKind.Live, 2), cold, Confirm(3, 1, 2)), "plan.capacity");
        Assert.Equal([Start(2), End(2), Start(1)], violation.Events);
    }

    [Fact]
    public void Two_arrivals_that_fit_alone_but_not_together_are_both_named()
    {
        PlanViolation violation = Only(Verify(Cloud(4, 0, 1, 2), Move(1, 0, 0, 2), Move(2, 1, 1, 2), Move(3, 2, 2, 3)), "plan.capacity");
        Assert.Equal(2, violation.Events.Length);
        Assert.True(Verify(Cloud(4, 0, 1, 2), Move(1, 0, 0, 2), Move(2, 1, 1, 2, MoveKind.Live, 3), Move(3, 2, 2, 3)).IsProven);
    }

    [Fact]
    public void A_host_over_its_capacity_at_the_start_is_a_warning_until_somebody_arrives()
    {
        PlanProof leaving = Verify(Cloud(3, 0, 0, 0), Move(1, 0, 0, 1));
        Assert.True(leaving.IsProven);
        Assert.Equal("Host h0 holds 6 of 4 GiB MEMORY_MB before the plan begins.", Assert.Single(leaving.Warnings));
        Only(Verify(Cloud(3, 0, 0, 0, 1), Move(1, 0, 0, 1), Move(2, 3, 1, 0)), "plan.capacity");
        Assert.True(Verify(Cloud(3, 0, 0, 0, 1), Move(1, 0, 0, 1), Move(2, 1, 0, 2, MoveKind.Live, 1), Move(3, 3, 1, 0, MoveKind.Live, 1, 2)).IsProven);
    }

    [Fact]
    public void Old_placement_lets_nothing_leave_an_over_full_host()
    {
        TinyCloud cloud = Cloud(3, 0, 0, 0);
        cloud.Options = cloud.Options with { PlacementMajor = Fact.Given(13) };
        Only(Verify(cloud, Move(1, 0, 0, 1)), "plan.over-full-source");
    }

    [Fact]
    public void A_host_is_disabled_only_after_its_last_arrival_began()
    {
        DisableStep disable = new(Name(1), "test") { Id = 2 };
        PlanViolation violation = Only(Verify(Cloud(2, 0), Move(1, 0, 0, 1), disable), "plan.service");
        Assert.Equal("Host h1 may be disabled by step 2 when db-0 arrives.", violation.Message);
        Assert.Equal([Start(2), Start(1)], violation.Events);
        Assert.True(Verify(Cloud(2, 0), Move(1, 0, 0, 1), disable with { After = [1] }).IsProven);
        Assert.True(Verify(Cloud(2, 0), Move(1, 0, 0, 1, MoveKind.Live, 3), disable, new EnableStep(Name(1)) { Id = 3, After = [2] }).IsProven);
    }

    [Fact]
    public void A_disabled_host_takes_nobody_before_a_step_has_enabled_it()
    {
        TinyCloud cloud = new TinyCloud().Host(4096).Host(4096, host => host with { Service = new ComputeService { IsEnabled = false } }).Instance(0, 2048);
        Only(Verify(cloud, Move(1, 0, 0, 1), new EnableStep(Name(1)) { Id = 2 }), "plan.service");
        Assert.True(Verify(cloud, Move(1, 0, 0, 1, MoveKind.Live, 2), new EnableStep(Name(1)) { Id = 2 }).IsProven);
    }

    [Fact]
    public void Members_of_an_anti_affinity_group_never_meet_on_the_way()
    {
        TinyCloud cloud = Cloud(3, 0, 1).Group(GroupPolicy.AntiAffinity, 1, 0, 1);
        PlanViolation violation = Only(Verify(cloud, Move(1, 0, 0, 1), Move(2, 1, 1, 2)), "plan.group");
        Assert.Equal("Host h1 would hold 2 of at most 1 members of the anti-affinity group g0 when db-0 arrives before db-1 has left.", violation.Message);
        Assert.True(Verify(cloud, Move(1, 0, 0, 1, MoveKind.Live, 2), Move(2, 1, 1, 2)).IsProven);
    }

    [Fact]
    public void A_member_of_an_affinity_group_follows_one_that_has_settled()
    {
        TinyCloud cloud = Cloud(3, 0, 1).Group(GroupPolicy.Affinity, 1, 0, 1);
        Assert.True(Verify(cloud, Move(1, 0, 0, 1)).IsProven);
        PlanViolation violation = Only(Verify(cloud, Move(1, 0, 0, 1), Move(2, 1, 1, 0, MoveKind.Live, 1)), "plan.affinity");
        Assert.Equal([Start(1), End(1), Start(2)], violation.Events);
    }

    [Fact]
    public void A_migration_in_flight_holds_both_hosts_until_a_wait_step_has_seen_its_end()
    {
        TinyCloud cloud = Cloud(3, 0, 1, 1).InFlight(1, 1, 2);
        WaitStep wait = new(Id(1), "migration-1") { Id = 1 };
        Only(Verify(cloud, Move(2, 0, 0, 1), wait), "plan.capacity");
        Assert.True(Verify(cloud, Move(2, 0, 0, 1, MoveKind.Live, 1), wait).IsProven);
        Only(Verify(cloud, Move(2, 1, 1, 2)), "plan.in-flight");
        Only(Verify(cloud, wait, wait with { Id = 2 }), "plan.wait");
        Only(Verify(cloud, new WaitStep(Id(0), "migration-1") { Id = 1 }), "plan.wait");
    }

    [Fact]
    public void A_migration_that_rests_in_verify_resize_releases_nothing_however_long_one_waits()
    {
        TinyCloud cloud = Cloud(3, 0, 1, 2).InFlight(2, 1, 2, InFlightKind.Cold, "finished");
        PlanProof proof = Verify(cloud, Move(2, 0, 0, 1, MoveKind.Live, 1), new WaitStep(Id(2), "migration-2") { Id = 1 });
        Only(proof, "plan.capacity");
        Assert.Contains(proof.Warnings, warning => warning.Contains("migration-2", StringComparison.Ordinal));
    }

    [Fact]
    public void An_evacuation_never_releases_its_source()
    {
        TinyCloud cloud = new TinyCloud().Host(4096, host => host with { Service = new ComputeService { IsUp = false } }).Host(4096).Host(4096).Instance(0, 4096).Instance(1, 4096);
        Assert.Equal(
            ["plan.verdict", "plan.capacity"],
            Verify(cloud, Move(1, 0, 0, 2, MoveKind.Evacuate), Move(2, 1, 1, 0, MoveKind.Live, 1)).Violations.Select(found => found.Code));
        Assert.Contains(
            Verify(cloud, Move(1, 0, 0, 2, MoveKind.Evacuate), Move(2, 0, 2, 1, MoveKind.Live, 1)).Violations, found => found.Code == "plan.chain");
    }

    [Fact]
    public void A_move_that_the_rules_refuse_is_named_with_the_rule()
    {
        TinyCloud cloud = new TinyCloud().Host(4096).Host(4096).Instance(0, 2048, instance => instance with { VmState = VmState.Suspended });
        PlanViolation violation = Only(Verify(cloud, Move(1, 0, 0, 1)), "plan.verdict");
        Assert.Contains("[nova.", violation.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_moves_of_one_instance_are_chained_by_the_release()
    {
        TinyCloud cloud = Cloud(3, 0);
        Assert.True(Verify(cloud, Move(1, 0, 0, 1), Move(2, 0, 1, 2, MoveKind.Live, 1)).IsProven);
        Only(Verify(cloud, Move(1, 0, 0, 1), Move(2, 0, 1, 2)), "plan.chain");
        Only(Verify(cloud, Move(1, 0, 0, 1), Move(2, 0, 0, 2, MoveKind.Live, 1)), "plan.source");
        Only(Verify(cloud, Move(1, 0, 0, 1, MoveKind.Cold), Move(2, 0, 1, 2, MoveKind.Live, 1)), "plan.chain");
        Only(Verify(cloud, Move(1, 0, 0, 1, MoveKind.Cold), Confirm(2, 0, 1), Move(3, 0, 1, 2, MoveKind.Live, 1)), "plan.chain");
    }

    [Fact]
    public void Malformed_steps_are_named_before_anything_is_proven()
    {
        TinyCloud cloud = Cloud(3, 0, 1);
        Only(Verify(cloud, Move(1, 0, 0, 1), Move(1, 1, 1, 2)), "plan.number");
        Only(Verify(cloud, Move(1, 0, 0, 1, MoveKind.Live, 9)), "plan.after");
        PlanViolation circle = Only(Verify(cloud, Move(1, 0, 0, 1, MoveKind.Live, 2), Move(2, 1, 1, 2, MoveKind.Live, 1), new EnableStep(Name(0)) { Id = 3, After = [2] }), "plan.circle");
        Assert.Contains("1, 2", circle.Message, StringComparison.Ordinal);
        Assert.Equal(None, circle.Events);
        Only(Verify(cloud, Move(1, 0, 0, 7)), "plan.unknown-host");
        Only(Verify(cloud, Move(1, 7, 0, 1)), "plan.unknown-instance");
        Only(Verify(cloud, Move(1, 0, 0, 0)), "plan.same-host");
        Only(Verify(cloud, new DisableStep(Name(7), "") { Id = 1 }), "plan.unknown-host");
    }

    [Fact]
    public void A_confirm_step_belongs_to_one_cold_migration_and_comes_after_it()
    {
        TinyCloud cloud = Cloud(3, 0, 1);
        MoveStep cold = Move(1, 0, 0, 1, MoveKind.Cold);
        Only(Verify(cloud, cold, new ConfirmStep(Id(0), 1) { Id = 2 }), "plan.confirm");
        Only(Verify(cloud, cold, Confirm(2, 1, 1)), "plan.confirm");
        Only(Verify(cloud, cold, Confirm(2, 0, 1), Confirm(3, 0, 1)), "plan.confirm");
        Only(Verify(cloud, Move(1, 0, 0, 1), Confirm(2, 0, 1)), "plan.confirm");
        Assert.True(Verify(cloud, cold).IsProven);
    }
}
