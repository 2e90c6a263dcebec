using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Tests.Rules;

public sealed class HostRulesTests
{
    [Fact]
    public void A_migration_needs_its_source_up_and_an_evacuation_down()
    {
        Cloud up = new();
        Cloud down = new Cloud().Source(h => h with { Service = h.Service with { IsUp = false } });
        Assert.Equal(["nova.source-up"], up.Refusals(MoveKind.Evacuate));
        Assert.Empty(down.Refusals(MoveKind.Evacuate));
        Assert.Equal(["nova.source-down"], down.Refusals());
        Assert.Equal(["nova.source-down"], down.Refusals(MoveKind.Cold));
        Assert.Empty(new Cloud().Source(h => h with { Service = h.Service with { IsForcedDown = true } }).Refusals(MoveKind.Evacuate));
    }

    [Fact]
    public void An_evacuation_wants_a_fence_by_policy_and_plain_nova_does_not_look()
    {
        Cloud unsaid = new Cloud().Source(h => h with { Service = new ComputeService { IsUp = false } });
        Assert.Contains("policy.not-fenced", unsaid.Refusals(MoveKind.Evacuate, Profile.RedHat));
        Assert.Empty(unsaid.Refusals(MoveKind.Evacuate));
        Assert.Equal(["assumed.fenced"], unsaid.Assumptions(MoveKind.Evacuate));
        Assert.Empty(InstanceRulesTests.Failed(new Cloud()).Assumptions(MoveKind.Evacuate));
    }

    [Fact]
    public void A_destination_is_up_and_enabled()
    {
        Assert.Equal(["nova.destination-down"], new Cloud().Destination(h => h with { Service = h.Service with { IsUp = false } }).Refusals());
        Assert.Equal(["nova.destination-disabled"], new Cloud().Destination(h => h with { Service = h.Service with { IsEnabled = false } }).Refusals());
    }

    [Fact]
    public void A_disabled_destination_serves_once_a_step_has_enabled_it()
    {
        Cluster cluster = new Cloud().Destination(h => h with { Service = h.Service with { IsEnabled = false }, Traits = ["COMPUTE_STATUS_DISABLED"] }).Build();
        var state = PlanState.Of(cluster);
        Assert.False(MigrationRules.Check(state, 0, 1, MoveKind.Live, Profile.PlainNova).IsAllowed);
        state.SetEnabled(1, true);
        Assert.True(MigrationRules.Check(state, 0, 1, MoveKind.Live, Profile.PlainNova).IsAllowed);
    }

    [Fact]
    public void A_trait_that_stayed_behind_keeps_an_enabled_host_out() =>
        Assert.Equal(["placement.forbidden-trait"], new Cloud().Destination(h => h with { Traits = ["COMPUTE_STATUS_DISABLED"] }).Refusals());

    [Fact]
    public void An_instance_does_not_move_to_its_own_host() =>
        Assert.Contains("nova.same-host", MigrationRules.Check(new Cloud().Build(), Cloud.Web, Cloud.Here, Cloud.Here, MoveKind.Live, Profile.PlainNova).Refusals.Select(r => r.Code));

    [Fact]
    public void An_instance_moves_once_at_a_time()
    {
        var state = PlanState.Of(new Cloud().Build());
        state.Claim(0, 1);
        Assert.Equal(["nova.task-state"], MigrationRules.CheckState(state, 0, 2, MoveKind.Live, Profile.PlainNova).Refusals.Select(r => r.Code));
        state.Release(0);
        Assert.True(MigrationRules.CheckState(state, 0, 2, MoveKind.Live, Profile.PlainNova).IsAllowed);
    }

    [Fact]
    public void Another_type_of_hypervisor_stops_a_live_move_only()
    {
        Cloud cloud = new Cloud().Destination(h => h with { HypervisorType = Fact.Read("VMware vCenter Server") });
        Assert.Equal(["nova.hypervisor-type"], cloud.Refusals());
        Assert.Empty(cloud.Refusals(MoveKind.Cold));
    }

    [Fact]
    public void A_live_move_never_goes_to_an_older_hypervisor_unless_the_check_is_off()
    {
        Cloud older = new Cloud().Destination(h => h with { HypervisorVersion = Fact.Read(8_002_001L) });
        Assert.Equal(["nova.hypervisor-version"], older.Refusals());
        Assert.Empty(older.Refusals(MoveKind.Cold));
        Assert.Empty(older.With(o => o with { SkipsHypervisorVersionCheck = Fact.Given(true) }).Refusals());
        Assert.Empty(new Cloud().Destination(h => h with { HypervisorVersion = Fact.Read(9_000_000L) }).Refusals());
    }

    [Fact]
    public void Only_a_cold_move_leaves_the_cell_and_only_by_policy()
    {
        Cloud cloud = new Cloud().Destination(h => h with { Cell = Fact.Given("cell2") });
        Assert.Equal(["nova.cell"], cloud.Refusals());
        Assert.Equal(["nova.cell"], cloud.Refusals(MoveKind.Cold));
        Assert.Empty(cloud.With(o => o with { AllowsCrossCellCold = Fact.Given(true) }).Refusals(MoveKind.Cold));
        Assert.Equal(["nova.cell"], cloud.Refusals());
    }

    [Fact]
    public void An_unknown_cell_is_the_neighbours_and_another_beyond()
    {
        Cloud neighbours = new Cloud().Destination(h => h with { Cell = default });
        Assert.Empty(neighbours.Refusals());
        Assert.Equal(["assumed.cell"], neighbours.Assumptions());
        Assert.Equal(["nova.cell"], neighbours.Aggregate("availability_zone", "east", Cloud.There).Refusals());
        Assert.Empty(new Cloud().EveryHost(h => h with { Cell = default }).Aggregate("availability_zone", "east", Cloud.There).Refusals());
    }

    /// <summary>Nova could take one of two such moves at most, whatever the cell of the host is.</summary>
    [Fact]
    public void A_host_is_not_assumed_in_two_cells()
    {
        Cloud between = new Cloud().Source(h => h with { Cell = default }).Destination(h => h with { Cell = Fact.Given("cell2") });
        Assert.Equal(["nova.cell"], between.Refusals());
        Assert.Contains("their aggregates and zones", between.Check().Refusals[0].Message, StringComparison.Ordinal);
        Assert.Empty(between.Aggregate("rack", "r1", Cloud.Here, Cloud.There).Refusals());
        Assert.Equal(["assumed.cell"], between.Assumptions());
    }

    [Fact]
    public void A_host_is_not_assumed_to_have_two_types_or_versions_of_hypervisor()
    {
        Cloud types = new Cloud().Source(h => h with { HypervisorType = default }).Destination(h => h with { HypervisorType = Fact.Read("VMware vCenter Server") });
        Assert.Equal(["nova.hypervisor-type"], types.Refusals());
        Cloud versions = new Cloud().Source(h => h with { HypervisorVersion = default }).Destination(h => h with { HypervisorVersion = Fact.Read(9_000_000L) });
        Assert.Equal(["nova.hypervisor-version"], versions.Refusals());
        Assert.Empty(versions.EveryHost(h => h with { HypervisorVersion = default }).Refusals());
    }

    [Fact]
    public void A_strict_profile_takes_no_assumption()
    {
        Verdict verdict = new Cloud().Destination(h => h with { Cell = default }).Check(profile: new Profile { RefusesAssumptions = true });
        Assert.Equal(["assumed.cell"], verdict.Refusals.Select(r => r.Code));
    }
}
