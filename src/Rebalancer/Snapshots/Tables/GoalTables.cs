using Rebalancer.Goals;
using Rebalancer.Snapshots.Reading;
using Rebalancer.Snapshots.Shapes;

namespace Rebalancer.Snapshots.Tables;

/// <summary>The fields of goals.</summary>
internal static class GoalTables
{
    /// <summary>What a plan must stay within.</summary>
    public static readonly RecordShape<PlanLimits> Limits =
        new RecordShape<PlanLimits>("planLimits", new PlanLimits())
            .Optional("maxMoves", Values.OrNone(Values.Count), limits => limits.MaxMoves, (limits, value) => limits with { MaxMoves = value })
            .Optional("maxGiB", Values.OrNone(Values.Amount), limits => limits.MaxGiB, (limits, value) => limits with { MaxGiB = value }, "over the wire")
            .Optional("instancesLeftAlone", Values.List(Values.Instance), limits => limits.InstancesLeftAlone, (limits, value) => limits with { InstancesLeftAlone = value })
            .Optional("hostsLeftAlone", Values.List(Values.Host), limits => limits.HostsLeftAlone, (limits, value) => limits with { HostsLeftAlone = value })
            .Optional("kinds", Values.List(Words.MoveKind), limits => limits.Kinds, (limits, value) => limits with { Kinds = value }, "all where left out")
            .Optional("headroom", new NumberShape(0, 1, isBelowMax: true), limits => limits.Headroom, (limits, value) => limits with { Headroom = value }, "share of each capacity that a destination keeps free at the end")
            .Optional("maxOutOfHost", Values.PositiveCount, limits => limits.MaxOutOfHost, (limits, value) => limits with { MaxOutOfHost = value }, "at once")
            .Optional("maxIntoHost", Values.OrNone(Values.PositiveCount), limits => limits.MaxIntoHost, (limits, value) => limits with { MaxIntoHost = value }, "at once")
            .Optional("maxInAll", Values.OrNone(Values.PositiveCount), limits => limits.MaxInAll, (limits, value) => limits with { MaxInAll = value }, "at once")
            .Optional("survives", Values.List(Values.Host), limits => limits.Survives, (limits, value) => limits with { Survives = value }, "hosts of which each may fail once the plan is done")
            .Optional("survivesRacks", Values.List(Values.Name), limits => limits.SurvivesRacks, (limits, value) => limits with { SurvivesRacks = value }, "racks of which each may fail as a whole")
            .Optional("maxDetours", Values.OrNone(Values.Count), limits => limits.MaxDetours, (limits, value) => limits with { MaxDetours = value }, "instances moved twice")
            .Optional("windowSeconds", Values.OrNone(Values.Seconds), limits => limits.Window, (limits, value) => limits with { Window = value }, "the time that the plan may take")
            .Optional("startsAt", Values.OrNone(Values.Moment), limits => limits.StartsAt, (limits, value) => limits with { StartsAt = value });

    /// <summary>Empty some hosts.</summary>
    public static readonly RecordShape<DrainGoal> Drain = WithLimits(
        new RecordShape<DrainGoal>("drain", new DrainGoal([]))
            .Required("hosts", Values.List(Values.Host, least: 1), goal => goal.Hosts, (goal, value) => goal with { Hosts = value }, "the hosts to empty")
            .Optional("disablesFirst", Values.Flag, goal => goal.DisablesFirst, (goal, value) => goal with { DisablesFirst = value }, "true where left out")
            .Optional("enablesAfter", Values.Flag, goal => goal.EnablesAfter, (goal, value) => goal with { EnablesAfter = value })
            .Optional("disabledReason", Values.Text, goal => goal.DisabledReason, (goal, value) => goal with { DisabledReason = value })
            .Optional("isUrgent", Values.Flag, goal => goal.IsUrgent, (goal, value) => goal with { IsUrgent = value }, "the hosts are failing: what matters most leaves first")
            .Optional("firstToLeave", Values.List(Values.Instance), goal => goal.FirstToLeave, (goal, value) => goal with { FirstToLeave = value }, "the most important first"));

    /// <summary>Rebuild the instances of failed hosts elsewhere.</summary>
    public static readonly RecordShape<EvacuateGoal> Evacuate = WithLimits(
        new RecordShape<EvacuateGoal>("evacuate", new EvacuateGoal([]))
            .Required("hosts", Values.List(Values.Host, least: 1), goal => goal.Hosts, (goal, value) => goal with { Hosts = value }, "the failed hosts")
            .Optional("areFenced", Values.Flag, goal => goal.AreFenced, (goal, value) => goal with { AreFenced = value }, "the operator says that no guest still runs there")
            .Optional("disablesFirst", Values.Flag, goal => goal.DisablesFirst, (goal, value) => goal with { DisablesFirst = value }, "true where left out")
            .Optional("disabledReason", Values.Text, goal => goal.DisabledReason, (goal, value) => goal with { DisabledReason = value }));

    /// <summary>Use few hosts.</summary>
    public static readonly RecordShape<ConsolidateGoal> Consolidate = WithLimits(
        new RecordShape<ConsolidateGoal>("consolidate", new ConsolidateGoal())
            .Optional("hosts", Values.List(Values.Host), goal => goal.Hosts, (goal, value) => goal with { Hosts = value }, "the hosts that count; all where left out")
            .Optional("weights", Values.HostWeights, goal => goal.Weights, (goal, value) => goal with { Weights = value }, "what a host in use weighs; 1 where left out"));

    /// <summary>One measure of load.</summary>
    public static readonly RecordShape<SpreadMeasure> Measure =
        new RecordShape<SpreadMeasure>("spreadMeasure", new SpreadMeasure(null), isInline: true)
            .Required("class", Values.OrNone(Values.Resource), measure => measure.Class, (measure, value) => measure with { Class = value }, "a resource class, or null for the measured CPU load")
            .Optional("weight", Values.Share, measure => measure.Weight, (measure, value) => measure with { Weight = value }, "1 where left out");

    /// <summary>Even out load.</summary>
    public static readonly RecordShape<SpreadGoal> Spread = WithLimits(
        new RecordShape<SpreadGoal>("spread", new SpreadGoal())
            .Optional("hosts", Values.List(Values.Host), goal => goal.Hosts, (goal, value) => goal with { Hosts = value }, "the hosts that count; all that are enabled and up where left out")
            .Optional("measures", Values.List(Measure), goal => goal.Measures, (goal, value) => goal with { Measures = value }, "allocated CPUs and memory where left out")
            .Optional("means", Words.SpreadMeans, goal => goal.Means, (goal, value) => goal with { Means = value }, "what counts as even")
            .Optional("across", Words.FailureDomain, goal => goal.Across, (goal, value) => goal with { Across = value }, "what is evened out"));

    /// <summary>A wish to be near something.</summary>
    public static readonly RecordShape<NearWish> Wish =
        new RecordShape<NearWish>("nearWish", new NearWish { Instances = [] })
            .Required("instances", Values.List(Values.Instance, least: 1), wish => wish.Instances, (wish, value) => wish with { Instances = value }, "who")
            .Optional("hosts", Values.List(Values.Host), wish => wish.Hosts, (wish, value) => wish with { Hosts = value }, "near any of these")
            .Optional("racks", Values.List(Values.Name), wish => wish.Racks, (wish, value) => wish with { Racks = value }, "within any of these, as the label 'rack' of hosts names them")
            .Optional("zones", Values.List(Values.Name), wish => wish.Zones, (wish, value) => wish with { Zones = value }, "within any of these")
            .Optional("others", Values.List(Values.Instance), wish => wish.Others, (wish, value) => wish with { Others = value }, "near each of these")
            .Optional("weight", Values.Weight(1), wish => wish.Weight, (wish, value) => wish with { Weight = value }, "1 where left out")
            .Where(wish => wish is { Hosts.IsEmpty: true, Racks.IsEmpty: true, Zones.IsEmpty: true, Others.IsEmpty: true }
                ? "the wish names nothing to be near: hosts, racks, zones or others"
                : null);

    /// <summary>Bring instances near something.</summary>
    public static readonly RecordShape<LocalityGoal> Locality = WithLimits(
        new RecordShape<LocalityGoal>("locality", new LocalityGoal([]))
            .Required("wishes", Values.List(Wish, least: 1), goal => goal.Wishes, (goal, value) => goal with { Wishes = value }));

    /// <summary>Empty hosts in turn.</summary>
    public static readonly RecordShape<WaveGoal> Waves = WithLimits(
        new RecordShape<WaveGoal>("waves", new WaveGoal([]))
            .Required("hosts", Values.List(Values.Host, least: 1), goal => goal.Hosts, (goal, value) => goal with { Hosts = value }, "the hosts to empty once each")
            .Optional("width", Values.PositiveCount, goal => goal.Width, (goal, value) => goal with { Width = value }, "the most that are empty at once; 1 where left out")
            .Optional("disabledReason", Values.Text, goal => goal.DisabledReason, (goal, value) => goal with { DisabledReason = value }));

    /// <summary>A goal that may stand in a list.</summary>
    public static readonly UnionShape<Goal> Single = Singles(new UnionShape<Goal>("kind", Drain.Blank));

    /// <summary>Several goals.</summary>
    public static readonly RecordShape<GoalList> Several = WithLimits(
        new RecordShape<GoalList>("goals", new GoalList([]))
            .Required("goals", Values.List(Single, least: 1), list => list.Goals, (list, value) => list with { Goals = value }, "the most important first")
            .Optional("weights", Values.List(Values.Share), list => list.Weights, (list, value) => list with { Weights = value }, "one per goal: their weighted sum is minimised instead"))
        .Where(ComplaintOf);

    /// <summary>Any goal.</summary>
    public static readonly UnionShape<Goal> Goal = Singles(new UnionShape<Goal>("kind", Drain.Blank)).Or("waves", Waves).Or("list", Several);

    /// <summary>The document.</summary>
    public static readonly DocumentShape<Goal> Document =
        DocumentShape<Goal>.Of("rebalancer/goal", "A goal: what a plan is to achieve and what it must stay within", Goal);

    private static UnionShape<Goal> Singles(UnionShape<Goal> union) => union
        .Or("drain", Drain)
        .Or("evacuate", Evacuate)
        .Or("consolidate", Consolidate)
        .Or("spread", Spread)
        .Or("locality", Locality);

    private static RecordShape<T> WithLimits<T>(RecordShape<T> goal)
        where T : Goal =>
        goal.Optional("limits", Limits, one => one.Limits, (one, value) => (T)(one with { Limits = value }));

    private static string? ComplaintOf(GoalList list)
    {
        if (!list.Weights.IsEmpty && list.Weights.Length != list.Goals.Length)
        {
            return $"there are {list.Weights.Length} weights for {list.Goals.Length} goals; one per goal is needed, or none";
        }

        int limited = list.Goals.ToList().FindIndex(goal => !Limits.Same(goal.Limits, Limits.Blank));
        return limited < 0 ? null : $"goal {limited + 1} of the list has limits of its own; they belong to the list";
    }
}
