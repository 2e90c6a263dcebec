using System.Collections.Immutable;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Rules;

namespace Rebalancer.Tests.Snapshots;

/// <summary>Goals that use every field of every kind, and goals in which everything that can be left out is.</summary>
internal static class RichGoals
{
    public static PlanLimits Limits { get; } = new()
    {
        MaxMoves = 10,
        MaxGiB = 100,
        InstancesLeftAlone = [new("i-9")],
        HostsLeftAlone = [new("compute-9")],
        Kinds = [MoveKind.Live, MoveKind.Cold],
        Headroom = 0.125,
        MaxOutOfHost = 2,
        MaxIntoHost = 3,
        MaxInAll = 4,
        Survives = [new("compute-3"), new("compute-4")],
        SurvivesRacks = ["r1", "r2"],
        MaxDetours = 0,
        Window = TimeSpan.FromTicks(36_000_000_001),
        StartsAt = new DateTimeOffset(2026, 3, 1, 22, 0, 0, 5, TimeSpan.Zero),
    };

    public static DrainGoal Drain { get; } = new([new("compute-1"), new("compute-2")])
    {
        DisablesFirst = false,
        EnablesAfter = true,
        DisabledReason = "new fans",
        IsUrgent = true,
        FirstToLeave = [new("i-2"), new("i-1")],
        Limits = Limits,
    };

    public static ImmutableArray<Goal> Full { get; } =
    [
        Drain,
        new EvacuateGoal([new("compute-7")]) { AreFenced = true, DisablesFirst = false, DisabledReason = "burnt", Limits = Limits },
        new ConsolidateGoal
        {
            Hosts = [new("compute-2"), new("compute-1")],
            Weights = ImmutableSortedDictionary<HostName, long>.Empty.Add(new("compute-1"), 350).Add(new("compute-2"), 0),
            Limits = Limits,
        },
        new SpreadGoal
        {
            Hosts = [new("compute-1")],
            Measures = [new SpreadMeasure(ResourceClass.Vcpu), new SpreadMeasure(null, 0.5)],
            Means = SpreadMeans.Maximum,
            Across = FailureDomain.Rack,
            Limits = Limits,
        },
        new LocalityGoal(
        [
            new NearWish { Instances = [new("i-1")], Hosts = [new("compute-1")], Racks = ["r1"], Zones = ["az1"], Others = [new("i-2")], Weight = 7 },
            new NearWish { Instances = [new("i-2"), new("i-3")], Others = [new("i-4")] },
        ]) { Limits = Limits },
        new WaveGoal([new("compute-1"), new("compute-2")]) { Width = 2, DisabledReason = "firmware", Limits = Limits },
        new GoalList([new DrainGoal([new("compute-1")]), new SpreadGoal { Across = FailureDomain.Zone }, new ConsolidateGoal()]) { Weights = [1, 0.25, 3], Limits = Limits },
    ];

    public static ImmutableArray<Goal> Bare { get; } =
    [
        new DrainGoal([new("compute-1")]),
        new EvacuateGoal([new("compute-1")]),
        new ConsolidateGoal(),
        new SpreadGoal(),
        new LocalityGoal([new NearWish { Instances = [new("i-1")], Zones = ["az1"] }]),
        new WaveGoal([new("compute-1")]),
        new GoalList([new ConsolidateGoal()]),
    ];
}
