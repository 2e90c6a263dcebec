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
            .Optional("startsAt", Values.OrNone(Values.Moment), limits => limits.StartsAt, (limits, value) => limits with { StartsAt = value });

    /// <summary>Empty some hosts.</summary>
    public static readonly RecordShape<DrainGoal> Drain =
        new RecordShape<DrainGoal>("drain", new DrainGoal([]))
            .Required("hosts", Values.List(Values.Host, least: 1), goal => goal.Hosts, (goal, value) => goal with { Hosts = value }, "the hosts to empty")
            .Optional("disablesFirst", Values.Flag, goal => goal.DisablesFirst, (goal, value) => goal with { DisablesFirst = value }, "true where left out")
            .Optional("enablesAfter", Values.Flag, goal => goal.EnablesAfter, (goal, value) => goal with { EnablesAfter = value })
            .Optional("disabledReason", Values.Text, goal => goal.DisabledReason, (goal, value) => goal with { DisabledReason = value })
            .Optional("limits", Limits, goal => goal.Limits, (goal, value) => goal with { Limits = value });

    /// <summary>Any goal.</summary>
    public static readonly UnionShape<Goal> Goal = new UnionShape<Goal>("kind", Drain.Blank).Or("drain", Drain);

    /// <summary>The document.</summary>
    public static readonly DocumentShape<Goal> Document =
        DocumentShape<Goal>.Of("rebalancer/goal", "A goal: what a plan is to achieve and what it must stay within", Goal);
}
