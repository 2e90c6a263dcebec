using System.Collections.Immutable;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;
using Rebalancer.Testing.Laws;

namespace Rebalancer.Planning.Tests.Scenes;

/// <summary>What other goals than a drain do in small scenes that a reader can check by hand.</summary>
public sealed class GoalSceneTests
{
    private static readonly LocalityGoal Swap = new(
    [
        new NearWish { Instances = [new InstanceId("x")], Hosts = [new HostName("b")] },
        new NearWish { Instances = [new InstanceId("y")], Hosts = [new HostName("a")] },
    ]);

    [Fact]
    public void Two_full_hosts_swap_over_a_third_in_three_moves()
    {
        Plan plan = new Scene().Host("a", 8).Host("b", 8).Host("c", 8).Instance("x", "a", 6).Instance("y", "b", 6).Plan(Swap);
        Assert.Equal(PlanOutcome.Optimal, plan.Outcome);
        Assert.Equal(0, Level(plan, "distance").Value);
        Assert.Equal(3, plan.Steps.OfType<MoveStep>().Count());
        Assert.Contains(plan.Steps.OfType<MoveStep>(), move => move.Why.Contains("detour", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(AllowedMoves.MayBeCold, 0, 3)]
    [InlineData(AllowedMoves.LiveOnly, 6, 0)]
    public void Where_nothing_goes_live_to_the_third_host_a_swap_is_made_by_a_cold_move_if_the_owner_allows_it(AllowedMoves moves, int distance, int moveCount)
    {
        // The third host has an older CPU; "y" is too large for it, and "x" cannot follow its own way back live.
        static Host Older(Host host) => host with { Cpu = Fact.Read(host.Cpu.Value with { Model = "Broadwell-noTSX" }) };
        Plan plan = new Scene().Host("a", 8).Host("b", 8).Host("c", 7, Older)
            .Instance("x", "a", 6, instance => instance with { Policy = Fact.Given(new OwnerPolicy(moves)) }).Instance("y", "b", 8)
            .Plan(Swap);
        Assert.Equal(distance, Level(plan, "distance").Value);
        Assert.Equal(moveCount, plan.Steps.OfType<MoveStep>().Count());
        Assert.Equal(moves == AllowedMoves.MayBeCold ? 1 : 0, Level(plan, "downtime").Value);
    }

    [Fact]
    public void Without_a_third_host_a_swap_is_not_made_and_its_bound_says_that_none_is_possible()
    {
        Plan plan = new Scene().Host("a", 8).Host("b", 8).Instance("x", "a", 6).Instance("y", "b", 6).Plan(Swap);
        Assert.Empty(plan.Steps);
        Assert.Equal(Level(plan, "distance").Value, Level(plan, "distance").Bound);
    }

    [Fact]
    public void A_limit_on_detours_forbids_the_swap()
    {
        Plan plan = new Scene().Host("a", 8).Host("b", 8).Host("c", 8).Instance("x", "a", 6).Instance("y", "b", 6)
            .Plan(Swap with { Limits = new PlanLimits { MaxDetours = 0 } });
        Assert.Equal(3, Level(plan, "distance").Value);
        Assert.Equal(2, plan.Steps.OfType<MoveStep>().Select(move => move.Instance).Distinct().Count());
        Assert.Equal(2, plan.Steps.Length);
    }

    [Fact]
    public void Consolidation_empties_hosts_with_the_fewest_moves()
    {
        Plan plan = new Scene().Host("a", 8).Host("b", 8).Host("c", 8)
            .Instance("x", "a", 2).Instance("y", "b", 2).Instance("z", "b", 2).Instance("w", "c", 2).Plan(new ConsolidateGoal());
        Assert.Equal(PlanOutcome.Optimal, plan.Outcome);
        Assert.Equal(1, Level(plan, "hosts in use").Value);
        Assert.All(plan.Steps.OfType<MoveStep>(), move => Assert.Equal("b", move.Destination.Value));
        Assert.Equal(2, plan.Steps.OfType<MoveStep>().Count());
    }

    [Fact]
    public void Consolidation_by_weight_keeps_the_host_of_least_power()
    {
        Plan plan = new Scene().Host("a", 8).Host("b", 8).Instance("x", "a", 2).Instance("y", "a", 2).Instance("z", "b", 2)
            .Plan(new ConsolidateGoal { Weights = ImmutableSortedDictionary<HostName, long>.Empty.Add(new HostName("a"), 500).Add(new HostName("b"), 100) });
        Assert.Equal(100, Level(plan, "hosts in use").Value);
        Assert.All(plan.Steps.OfType<MoveStep>(), move => Assert.Equal("b", move.Destination.Value));
    }

    [Theory]
    [InlineData(SpreadMeans.Squares)]
    [InlineData(SpreadMeans.Maximum)]
    public void A_spread_evens_out_memory(SpreadMeans means)
    {
        Plan plan = new Scene().Host("a", 8).Host("b", 8)
            .Instance("x", "a", 2).Instance("y", "a", 2).Instance("z", "a", 2).Instance("w", "a", 2)
            .Plan(new SpreadGoal { Measures = [new SpreadMeasure(ResourceClass.MemoryMb)], Means = means });
        Assert.Equal(PlanOutcome.Optimal, plan.Outcome);
        Assert.Equal(means == SpreadMeans.Maximum ? 500 : 0, plan.Levels[0].Value);
        Assert.Equal(2, plan.Steps.OfType<MoveStep>().Count());
    }

    [Theory]
    [InlineData(SpreadMeans.Squares, 0)]
    [InlineData(SpreadMeans.Maximum, 500)]
    public void A_spread_of_measured_load_brings_together_who_is_not_busy_at_the_same_time(SpreadMeans means, double expected)
    {
        static Instance Busy(Instance instance, params double[] samples) => instance with { CpuLoad = Fact.Given(16.0), CpuLoadSamples = Fact.Given(samples.ToImmutableArray()) };
        Plan plan = new Scene().Host("a", 8).Host("b", 8)
            .Instance("x", "a", 2, one => Busy(one, 32, 0)).Instance("y", "a", 2, one => Busy(one, 32, 0))
            .Instance("z", "b", 2, one => Busy(one, 0, 32)).Instance("w", "b", 2, one => Busy(one, 0, 32))
            .Plan(new SpreadGoal { Measures = [new SpreadMeasure(null)], Means = means });
        Assert.Equal(expected, plan.Levels[0].Value);
        Assert.Equal(2, plan.Steps.OfType<MoveStep>().Count());
    }

    [Fact]
    public void A_spread_across_racks_leaves_hosts_of_one_rack_as_they_are()
    {
        static Host InRack(Host host, string rack) => host with { Labels = host.Labels.Add("rack", rack) };
        Plan plan = new Scene().Host("a", 8, host => InRack(host, "r1")).Host("b", 8, host => InRack(host, "r1")).Host("c", 16, host => InRack(host, "r2"))
            .Instance("x", "a", 4).Instance("y", "c", 4)
            .Plan(new SpreadGoal { Measures = [new SpreadMeasure(ResourceClass.MemoryMb)], Across = FailureDomain.Rack });
        Assert.Empty(plan.Steps);
        Assert.Equal(PlanOutcome.Optimal, plan.Outcome);
    }

    [Fact]
    public void Instances_that_belong_together_meet_on_one_host()
    {
        Plan plan = new Scene().Host("a", 8).Host("b", 8).Instance("x", "a", 2).Instance("y", "b", 2)
            .Plan(new LocalityGoal([new NearWish { Instances = [new InstanceId("x")], Others = [new InstanceId("y")] }]));
        Assert.Equal(0, Level(plan, "distance").Value);
        Assert.Single(plan.Steps);
    }

    [Fact]
    public void A_failed_host_is_evacuated_once_the_operator_says_that_it_is_fenced()
    {
        static Host Failed(Host host) => host with { Service = host.Service with { IsUp = false } };
        Scene scene = new Scene().Host("a", 8, Failed).Host("b", 8).Instance("x", "a", 2).Instance("y", "a", 2);
        Plan refused = scene.Plan(new EvacuateGoal([new HostName("a")]));
        Assert.All(refused.LeftBehind, left => Assert.Contains(left.Reasons, reason => reason.Code == "policy.not-fenced"));
        Assert.Equal(2, refused.LeftBehind.Length);

        Plan plan = scene.Plan(new EvacuateGoal([new HostName("a")]) { AreFenced = true });
        Assert.Equal(PlanOutcome.Optimal, plan.Outcome);
        Assert.IsType<DisableStep>(plan.Steps[0]);
        Assert.All(plan.Steps.OfType<MoveStep>(), move => Assert.Equal((MoveKind.Evacuate, "b"), (move.Kind, move.Destination.Value)));
    }

    [Fact]
    public void A_host_is_emptied_first_and_the_rest_evened_out_then()
    {
        Plan plan = new Scene().Host("a", 8).Host("b", 8).Host("c", 8)
            .Instance("x", "a", 2).Instance("y", "b", 2).Instance("z", "b", 2).Instance("w", "b", 2)
            .Plan(new GoalList([new DrainGoal([new HostName("a")]), new SpreadGoal { Measures = [new SpreadMeasure(ResourceClass.MemoryMb)] }]));
        Assert.Equal(PlanOutcome.Optimal, plan.Outcome);
        Assert.Equal(["left behind", "unevenness"], plan.Levels.Take(2).Select(level => level.Name));
        Assert.Equal(0, plan.Levels[1].Value);
        Assert.Equal(2, plan.Steps.OfType<MoveStep>().Count());
    }

    [Fact]
    public void Weights_trade_one_goal_against_another()
    {
        // Both on one host is a distance of 0 and a largest load of 500; apart is a distance of 3 and a largest load of 250.
        Scene scene = new Scene().Host("a", 8).Host("b", 8).Instance("x", "a", 2).Instance("y", "b", 2);
        LocalityGoal together = new([new NearWish { Instances = [new InstanceId("x")], Others = [new InstanceId("y")] }]);
        SpreadGoal apart = new() { Measures = [new SpreadMeasure(ResourceClass.MemoryMb)], Means = SpreadMeans.Maximum };
        Assert.Empty(scene.Plan(new GoalList([together, apart]) { Weights = [1, 1] }).Steps);
        Assert.Single(scene.Plan(new GoalList([together, apart]) { Weights = [100, 1] }).Steps);
    }

    [Fact]
    public void Waves_empty_each_host_once_and_move_only_the_first_instance_twice()
    {
        Plan plan = new Scene().Host("a", 8).Host("b", 8).Host("c", 8)
            .Instance("x", "a", 2).Instance("y", "b", 4).Instance("w", "c", 4)
            .Plan(new WaveGoal([new HostName("a"), new HostName("b"), new HostName("c")]));
        Assert.Empty(plan.LeftBehind);
        Assert.Equal(["a", "b", "c"], plan.Steps.OfType<MaintainStep>().SelectMany(step => step.Hosts).Select(host => host.Value).Order());
        Assert.Equal(3, plan.Steps.OfType<EnableStep>().Count());
        Assert.Equal(4, plan.Steps.OfType<MoveStep>().Count());
        Assert.Equal(2, plan.Steps.OfType<MoveStep>().Count(move => move.Instance.Value == "x"));
    }

    [Fact]
    public void Hosts_of_one_wave_are_empty_together()
    {
        Plan plan = new Scene().Host("a", 8).Host("b", 8).Host("c", 8).Host("d", 8).Instance("x", "a", 4).Instance("y", "c", 4)
            .Plan(new WaveGoal([new HostName("a"), new HostName("b"), new HostName("c"), new HostName("d")]) { Width = 2 });
        Assert.Equal(2, plan.Steps.OfType<MaintainStep>().Count());
        Assert.All(plan.Steps.OfType<MaintainStep>(), step => Assert.Equal(2, step.Hosts.Length));
        Assert.Equal(2, plan.Steps.OfType<MoveStep>().Count());
    }

    [Theory]
    [InlineData(3L, null)]
    [InlineData(null, 8.0)]
    public void Limits_hold_for_all_waves_together(long? gib, double? seconds)
    {
        // Each wave by itself is within the limit: some 2 GiB that take about 5 seconds.
        WaveGoal goal = new([new HostName("a"), new HostName("b")])
        {
            Limits = new PlanLimits { MaxGiB = gib, Window = seconds is { } window ? TimeSpan.FromSeconds(window) : null },
        };
        Scene scene = new Scene().Host("a", 8).Host("b", 8).Host("c", 8).Instance("x", "a", 2).Instance("y", "b", 2);
        Plan plan = scene.Plan(goal);
        PlanLaws.LimitsAreKept(scene.Build(), plan);
        Assert.Single(plan.LeftBehind);
        Assert.Single(plan.Steps.OfType<MoveStep>());
    }

    [Fact]
    public void A_plan_that_may_lose_a_host_shows_where_its_instances_would_go()
    {
        PlanLimits limits = new() { Survives = [new HostName("b")] };
        Plan plan = new Scene().Host("a", 8).Host("b", 8).Host("c", 8).Instance("x", "a", 4).Instance("y", "b", 3)
            .Plan(new DrainGoal([new HostName("a")]) { Limits = limits });
        FailureWitness witness = Assert.Single(plan.Witnesses);
        Assert.True(witness.IsShown);
        Assert.All(witness.Refuges, refuge => Assert.Equal("c", refuge.Destination.Value));
    }

    [Fact]
    public void The_hosts_of_a_rack_fail_together()
    {
        // Wherever "x" goes, 12 GiB would have to find places without the rack.
        Host InRack(Host host) => host with { Labels = ImmutableSortedDictionary<string, string>.Empty.Add("rack", "r1") };
        PlanLimits limits = new() { Survives = [new HostName("b"), new HostName("c")], SurvivesRacks = ["r1"] };
        Scene Tight() => new Scene().Host("a", 8).Host("b", 8, InRack).Host("c", 8, InRack).Host("d", 8).Instance("x", "a", 4).Instance("y", "b", 4).Instance("z", "c", 4);
        Plan plan = Tight().Plan(new DrainGoal([new HostName("a")]) { Limits = limits });
        Assert.Equal([true, true, false], plan.Witnesses.Select(witness => witness.IsShown));
        Assert.Equal(1, Level(plan, "not survivable").Bound);

        Plan roomier = Tight().Host("e", 8).Plan(new DrainGoal([new HostName("a")]) { Limits = limits });
        FailureWitness rack = roomier.Witnesses[^1];
        Assert.True(rack.IsShown);
        Assert.Equal("r1", rack.Rack);
        Assert.Equal(["b", "c"], rack.Hosts.Select(host => host.Value));
        Assert.All(rack.Refuges, refuge => Assert.Contains(refuge.Destination.Value, (string[])["d", "e"]));
    }

    [Fact]
    public void Room_is_made_for_a_host_that_may_fail()
    {
        // What is on c fits nowhere but on b, as long as "x" is not there.
        PlanLimits limits = new() { Survives = [new HostName("c")] };
        Scene Tight() => new Scene().Host("a", 8).Host("b", 9).Host("c", 5).Instance("x", "a", 4).Instance("y", "b", 4).Instance("z", "c", 5);
        Plan plan = Tight().Plan(new DrainGoal([new HostName("a")]) { Limits = limits });
        Assert.Empty(plan.LeftBehind);
        FailureWitness witness = Assert.Single(plan.Witnesses);
        Assert.False(witness.IsShown);
        Assert.Empty(witness.Refuges);
        Assert.Equal(1, Level(plan, "not survivable").Bound);
        Plan roomier = Tight().Host("d", 4).Plan(new DrainGoal([new HostName("a")]) { Limits = limits });
        Assert.True(Assert.Single(roomier.Witnesses).IsShown);
        Assert.Equal("d", MoveOf(roomier, "x").Destination.Value);
    }

    [Fact]
    public void Who_is_left_behind_for_want_of_room_is_freed_by_one_more_host()
    {
        Plan plan = new Scene().Host("a", 8).Host("b", 4).Instance("x", "a", 6).Plan(new DrainGoal([new HostName("a")]));
        Relaxation relaxation = Assert.Single(plan.Relaxations);
        Assert.True(relaxation.IsSmallest);
        Assert.Equal(new Change(ChangeKind.AddHost, "a", "Add a host like a."), Assert.Single(relaxation.Changes));
    }

    [Fact]
    public void Two_who_need_a_host_each_ask_for_two()
    {
        Plan plan = new Scene().Host("a", 16).Host("b", 4).Host("c", 7).Instance("x", "a", 12).Instance("y", "a", 6).Instance("z", "c", 2).Plan(new DrainGoal([new HostName("a")]));
        Assert.Contains(plan.Relaxations, relaxation => relaxation.Changes is [{ Kind: ChangeKind.AddHost, Subject: "a" }]
            || (relaxation.Changes.Length == 2 && relaxation.Changes.All(change => change.Kind == ChangeKind.AddHost)));
    }

    [Fact]
    public void A_limit_that_is_in_the_way_is_named()
    {
        Plan plan = new Scene().Host("a", 8).Host("b", 8).Instance("x", "a", 2).Instance("y", "a", 2)
            .Plan(new DrainGoal([new HostName("a")]) { Limits = new PlanLimits { MaxMoves = 1 } });
        Assert.Contains(plan.Relaxations, relaxation => relaxation.Changes is [{ Kind: ChangeKind.LiftLimit, Subject: "maxMoves" }]);
    }

    [Fact]
    public void A_failing_host_is_left_by_what_matters_most_and_live_before_cold()
    {
        static Instance Cold(Instance instance) => instance with { VmState = VmState.Stopped, PowerState = PowerState.Shutdown };
        Plan plan = new Scene().Host("a", 16).Host("b", 16)
            .Instance("cold", "a", 1, Cold).Instance("small", "a", 1).Instance("dear", "a", 6).Instance("cold-and-dear", "a", 1, Cold)
            .Plan(new DrainGoal([new HostName("a")]) { IsUrgent = true, FirstToLeave = [new InstanceId("dear"), new InstanceId("cold-and-dear")] });
        Assert.Equal(["dear", "cold-and-dear", "small", "cold"], plan.Steps.OfType<MoveStep>().Select(move => move.Instance.Value));
    }

    [Fact]
    public void Moves_that_would_end_after_the_window_are_not_made()
    {
        Scene scene = new Scene().Host("a", 16).Host("b", 16).Instance("x", "a", 4).Instance("y", "a", 4).Instance("z", "a", 4);
        Cluster cluster = scene.Build();
        Plan whole = scene.Plan(new DrainGoal([new HostName("a")]));
        TimeSpan all = PlanSchedule.Of(cluster, new PlanLimits(), whole.Steps).Makespan;
        PlanLimits limits = new() { Window = all * 0.7 };
        Plan plan = scene.Plan(new DrainGoal([new HostName("a")]) { Limits = limits });
        Assert.Equal(2, plan.Steps.OfType<MoveStep>().Count());
        Assert.True(PlanSchedule.Of(cluster, limits, plan.Steps).Makespan <= limits.Window);
        LeftBehind left = Assert.Single(plan.LeftBehind);
        Assert.Equal(StayProof.NotProven, left.Proof);
        Assert.Contains(left.Reasons, reason => reason.Code == "limit.window");
    }

    private static MoveStep MoveOf(Plan plan, string instance) => plan.Steps.OfType<MoveStep>().Single(move => move.Instance.Value == instance);

    private static ObjectiveLevel Level(Plan plan, string name) => plan.Levels.Single(level => level.Name == name);
}
