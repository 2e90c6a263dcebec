using System.Collections.Immutable;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Previews.Text;
using Rebalancer.Rules;
using static Rebalancer.Previews.Tests.SmallCloud;

namespace Rebalancer.Previews.Tests;

/// <summary>Every kind of goal: in words, in figures, and what a plan says beyond its steps.</summary>
public class GoalTextTest
{
    private static readonly NearWish Together = new() { Instances = [Id(1)], Others = [Id(8)] };

    public static TheoryData<string, Goal> Titles => new()
    {
        { "Drain compute3", new DrainGoal([Compute3]) },
        { "Drain compute3 urgently", new DrainGoal([Compute3]) { IsUrgent = true } },
        { "Evacuate compute4", new EvacuateGoal([Compute4]) },
        { "Consolidate all hosts", new ConsolidateGoal() },
        { "Consolidate 8 hosts by weight", new ConsolidateGoal { Hosts = Eight, Weights = ImmutableSortedDictionary<HostName, long>.Empty.Add(Compute1, 2) } },
        { "Spread VCPU and MEMORY_MB over all hosts in service", new SpreadGoal() },
        { "Spread measured CPU load over racks", new SpreadGoal { Measures = [new SpreadMeasure(null)], Across = FailureDomain.Rack } },
        { "Spread DISK_GB over zones", new SpreadGoal { Measures = [new SpreadMeasure(ResourceClass.DiskGb)], Across = FailureDomain.Zone } },
        { "Bring web-1 near web-2", new LocalityGoal([Together]) },
        { "Bring web-1 near compute1 or into zone az-1 and near web-2", new LocalityGoal([Together with { Hosts = [Compute1], Zones = ["az-1"] }]) },
        { "Bring 2 instances near what they should be near", new LocalityGoal([Together, Together with { Instances = [Id(1), Id(2)] }]) },
        { "Empty compute1, compute2 in waves of 1", new WaveGoal([Compute1, Compute2]) },
        { "Empty 8 hosts in waves of 2", new WaveGoal(Eight) { Width = 2 } },
        { "2 goals, the most important first", new GoalList([new DrainGoal([Compute3]), new SpreadGoal()]) },
        { "2 goals, weighted", new GoalList([new DrainGoal([Compute3]), new SpreadGoal()]) { Weights = [1, 2] } },
    };

    private static ImmutableArray<HostName> Eight => [.. Enumerable.Range(1, 8).Select(number => new HostName($"compute{number}"))];

    [Theory]
    [MemberData(nameof(Titles))]
    public void Every_goal_is_said_in_a_few_words(string title, Goal goal) => Assert.Equal(title, GoalWords.Of(goal, new InstanceNames(Cloud)));

    [Fact]
    public void Goals_of_a_list_are_numbered_with_their_weights()
    {
        InstanceNames names = new(Cloud);
        GoalList list = new([new DrainGoal([Compute3]), new ConsolidateGoal()]);
        Assert.Equal(["1. Drain compute3", "2. Consolidate all hosts"], GoalWords.PartsOf(list, names));
        Assert.Equal(["1. Drain compute3 (weight 1)", "2. Consolidate all hosts (weight 0.5)"], GoalWords.PartsOf(list with { Weights = [1, 0.5] }, names));
        Assert.Empty(GoalWords.PartsOf(new ConsolidateGoal(), names));
    }

    [Fact]
    public void A_drain_counts_who_is_on_its_hosts() =>
        Assert.Equal([new GoalChange(1, "instances on hosts to be emptied", "instances", 3, 1)], GoalChange.Of(Cloud, Drain));

    [Fact]
    public void A_consolidation_counts_hosts_in_use_and_their_weight()
    {
        ConsolidateGoal goal = new() { Weights = ImmutableSortedDictionary<HostName, long>.Empty.Add(Compute3, 5) };
        MoveStep off = new(Id(3), Compute3, Compute1, MoveKind.Cold) { Id = 9 };
        Assert.Equal([("hosts in use, of 4", 3, 3), ("weight of the hosts in use", 7, 7)], Changes(goal));
        Assert.Equal([("hosts in use, of 4", 3, 2), ("weight of the hosts in use", 7, 2)], Changes(goal, Drain.Steps.Add(off)));
        Assert.Equal([("hosts in use, of 2", 1, 1)], Changes(new ConsolidateGoal { Hosts = [Compute3, Compute4] }));
    }

    [Fact]
    public void A_spread_shows_the_deviation_and_the_largest_of_each_measure()
    {
        // 10, 12 and 18 of 32 before, 12, 20 and 8 after; compute4 is out of service.
        Assert.Equal(
            [("VCPU of 3 hosts, standard deviation", 0.1062, 0.1559), ("VCPU of 3 hosts, largest", 0.5625, 0.625)],
            Changes(new SpreadGoal { Measures = [new SpreadMeasure(ResourceClass.Vcpu)] }));

        // compute1 and compute2 are one zone, compute3 is one of its own.
        Assert.Equal(
            [("VCPU of 2 zones, standard deviation", 0.1094, 0.125), ("VCPU of 2 zones, largest", 0.5625, 0.5)],
            Changes(new SpreadGoal { Measures = [new SpreadMeasure(ResourceClass.Vcpu)], Across = FailureDomain.Zone }));
        Assert.Empty(Changes(new SpreadGoal { Measures = [new SpreadMeasure(new ResourceClass("VGPU"))] }));
    }

    [Fact]
    public void A_spread_by_measured_load_adds_up_what_is_known()
    {
        Cluster loaded = Cluster.Build(Cloud.ToParts() with
        {
            Instances = [.. Cloud.Instances.Select(instance => instance with { CpuLoad = Fact.Given(instance.Host == Compute3 ? 4.0 : 1.0) })],
        }).OrThrow();
        Plan plan = Drain with { Goal = new SpreadGoal { Hosts = [Compute1, Compute3], Measures = [new SpreadMeasure(null)] } };

        // Of 16 CPUs: 2 and 12 before, 6 and 4 after.
        Assert.Equal([(5 / 16.0, 1 / 16.0), (12 / 16.0, 6 / 16.0)], GoalChange.Of(loaded, plan).Select(change => (change.Before, change.After)));
    }

    [Fact]
    public void A_spread_by_measured_load_shows_the_peak_of_what_is_on_a_host_together()
    {
        ImmutableArray<double> day = [4, 0], night = [0, 4];
        Cluster loaded = Cluster.Build(Cloud.ToParts() with
        {
            Instances = [.. Cloud.Instances.Select((instance, i) => instance with { CpuLoadSamples = Fact.Given(i % 2 == 0 ? day : night) })],
        }).OrThrow();
        CpuLoads loads = CpuLoads.Of(loaded);
        Assert.Equal((2, 4, 0), (loads.Moments, loads.At(0, 0), loads.At(0, 1)));
        GoalChange change = GoalChange.Of(loaded, Drain with { Goal = new SpreadGoal { Hosts = [Compute3], Measures = [new SpreadMeasure(null)] } })[1];
        int[] there = [.. Enumerable.Range(0, loaded.Instances.Length).Where(i => loaded.Instances[i].Host == Compute3)];
        Assert.Equal("measured CPU load at its peak of 1 hosts, largest", change.What);
        Assert.Equal(4 * Math.Max(there.Count(i => i % 2 == 0), there.Count(i => i % 2 == 1)) / 16.0, change.Before);
    }

    [Fact]
    public void Samples_beyond_what_is_told_apart_count_by_the_largest_of_those_that_follow_each_other()
    {
        ImmutableArray<double> samples = [.. Enumerable.Range(0, 2 * CpuLoads.MostMoments).Select(moment => (double)moment)];
        Cluster loaded = Cluster.Build(Cloud.ToParts() with { Instances = [.. Cloud.Instances.Select(instance => instance with { CpuLoadSamples = Fact.Given(samples) })] }).OrThrow();
        Assert.Equal(Enumerable.Range(0, CpuLoads.MostMoments).Select(moment => (2.0 * moment) + 1), Enumerable.Range(0, CpuLoads.MostMoments).Select(moment => CpuLoads.Of(loaded).At(0, moment)));
    }

    [Fact]
    public void Hosts_that_an_earlier_goal_empties_do_not_count_for_a_spread()
    {
        GoalList list = new([new DrainGoal([Compute3]), new SpreadGoal { Measures = [new SpreadMeasure(ResourceClass.Vcpu)] }]);
        Assert.Equal((2, "VCPU of 2 hosts, standard deviation"), (GoalChange.Of(Cloud, Drain with { Goal = list })[1].Goal, Changes(list)[1].What));
    }

    [Fact]
    public void Distance_counts_host_rack_and_zone_and_weighs_each_wish()
    {
        Assert.Equal([("weighted distance from what they should be near", 3, 0)], Changes(new LocalityGoal([Together])));
        Assert.Equal([("weighted distance from what they should be near", 6, 2)], Changes(new LocalityGoal([Together with { Others = [Id(8), Id(5)] }])));
        NearWish zone = new() { Instances = [Id(2), Id(3)], Zones = ["az-1"], Weight = 10 };
        Assert.Equal([("weighted distance from what they should be near", 63, 30)], Changes(new LocalityGoal([Together, zone])));
        Assert.Equal([("weighted distance from what they should be near", 3, 2)], Changes(new LocalityGoal([new NearWish { Instances = [Id(2)], Hosts = [Compute1] }])));
    }

    [Fact]
    public void Waves_count_who_moved_and_how_often() =>
        Assert.Equal([("instances that moved", 0, 2), ("the most moves of one instance", 0, 1)], Changes(new WaveGoal([Compute3])));

    [Fact]
    public void A_goal_for_another_cloud_has_figures_of_what_is_known()
    {
        LocalityGoal goal = new([new NearWish { Instances = [Id(99), Id(1)], Hosts = [new HostName("elsewhere")], Others = [Id(98)] }]);
        Assert.Equal([("weighted distance from what they should be near", 3, 3)], Changes(goal));
    }

    [Fact]
    public void A_plan_for_a_list_shows_figures_relaxations_and_witnesses() => Check("plan-list", Drain with
    {
        Goal = new GoalList([new DrainGoal([Compute3]) { IsUrgent = true }, new SpreadGoal(), new LocalityGoal([Together])])
        {
            Limits = new PlanLimits { Survives = [Compute1, Compute2, Compute4], SurvivesRacks = ["r1"], MaxDetours = 1, Window = TimeSpan.FromMinutes(90) },
        },
        Relaxations =
        [
            new Relaxation([new Change(ChangeKind.StopInstance, Id(3).ToString(), "Resume and stop licence.")], true, true),
            new Relaxation(
                [new Change(ChangeKind.AddHost, "compute1", "Add a host like compute1."), new Change(ChangeKind.RelaxPolicy, "requiresSameCpuModel", "Allow other CPU models.")],
                false,
                true),
            new Relaxation([new Change(ChangeKind.LiftLimit, "maxMoves", "Allow any number of moves.")], false, false),
        ],
        Witnesses =
        [
            new FailureWitness([Compute1], true, [new Refuge(Id(1), Compute2), new Refuge(Id(8), Compute3), new Refuge(Id(4), Compute2)]),
            new FailureWitness([Compute2], false, []),
            new FailureWitness([Compute4], true, []),
            new FailureWitness([Compute1, Compute2], true, [new Refuge(Id(1), Compute4)]) { Rack = "r1" },
        ],
    });

    [Fact]
    public void A_rolling_maintenance_shows_where_the_operator_is_waited_for() => Check("plan-waves", new Plan
    {
        Goal = new WaveGoal([Compute1, Compute3]),
        Profile = Profile.PlainNova,
        Outcome = PlanOutcome.Feasible,
        Steps =
        [
            new DisableStep(Compute3, "maintained in waves by rebalancer") { Id = 1 },
            new MoveStep(Id(1), Compute3, Compute2, MoveKind.Live) { Id = 2, After = [1] },
            new MaintainStep([Compute3]) { Id = 3, After = [2], Why = "compute3 is empty." },
            new EnableStep(Compute3) { Id = 4, After = [3] },
        ],
    });

    [Fact]
    public void An_evacuation_says_who_ends_stopped_and_whose_data_is_lost()
    {
        Plan evacuation = Drain with
        {
            Goal = new EvacuateGoal([Compute3]) { AreFenced = true },
            Steps = [new MoveStep(Id(1), Compute3, Compute1, MoveKind.Evacuate) { Id = 1 }],
        };
        string text = Written(writer => PlanText.Write(writer, Cloud, evacuation, null, 1000));
        Assert.Contains("Data is lost: evacuation rebuilds the local disks of web-1 from their images.", text, StringComparison.Ordinal);
        Assert.Contains("come up stopped", text, StringComparison.Ordinal);
        Assert.Contains("1 move (1 evacuate), 0 B over the wire, about 1 min, 1 instance ends stopped", text, StringComparison.Ordinal);
        Assert.DoesNotContain("shut down", text, StringComparison.Ordinal);
        Cluster shared = Cluster.Build(Cloud.ToParts() with
        {
            Hosts = [.. Cloud.Hosts.Select(host => host with { Storage = new HostStorage { SharedPathGroup = Fact.Given("nfs") } })],
        }).OrThrow();
        Assert.DoesNotContain("Data is lost", Written(writer => PlanText.Write(writer, shared, evacuation, null, 1000)), StringComparison.Ordinal);
    }

    private static (string What, double Before, double After)[] Changes(Goal goal, ImmutableArray<PlanStep>? steps = null) =>
    [
        .. GoalChange.Of(Cloud, Drain with { Goal = goal, Steps = steps ?? Drain.Steps })
            .Select(change => (change.What, Math.Round(change.Before, 4), Math.Round(change.After, 4))),
    ];

    private static void Check(string name, Plan plan) =>
        Expectation.Matches("Rebalancer.Previews.Tests", name, Written(writer => PlanText.Write(writer, Cloud, plan)));
}
