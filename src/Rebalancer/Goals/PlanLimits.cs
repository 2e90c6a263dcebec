using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Rules;

namespace Rebalancer.Goals;

/// <summary>What a plan must stay within.</summary>
public sealed record PlanLimits
{
    // One array for all, so that limits without wishes are equal.
    private static readonly ImmutableArray<MoveKind> EveryKind = [MoveKind.Live, MoveKind.BlockLive, MoveKind.Cold, MoveKind.Evacuate];

    /// <summary>The most moves; <c>null</c> for any number.</summary>
    public int? MaxMoves { get; init; }

    /// <summary>The most GiB over the wire; <c>null</c> for any amount.</summary>
    public long? MaxGiB { get; init; }

    /// <summary>Instances that must stay where they are.</summary>
    public ImmutableArray<InstanceId> InstancesLeftAlone { get; init; } = [];

    /// <summary>Hosts that neither give nor take an instance.</summary>
    public ImmutableArray<HostName> HostsLeftAlone { get; init; } = [];

    /// <summary>The kinds of move that may be used.</summary>
    public ImmutableArray<MoveKind> Kinds { get; init; } = EveryKind;

    /// <summary>The share of each capacity that a destination keeps free at the end, 0 to below 1, e.g. 0.1 for a tenth.</summary>
    public double Headroom { get; init; }

    /// <summary>The most live migrations out of one host at once, where the host's own limit is unknown.</summary>
    public int MaxOutOfHost { get; init; } = 1;

    /// <summary>The most migrations into one host at once; <c>null</c> for any number.</summary>
    public int? MaxIntoHost { get; init; }

    /// <summary>The most migrations at once in all; <c>null</c> for any number.</summary>
    public int? MaxInAll { get; init; }

    /// <summary>Hosts of which each may fail once the plan is done: the plan shows where its instances would go, and tries to make room for them.</summary>
    public ImmutableArray<HostName> Survives { get; init; } = [];

    /// <summary>Racks, as the label <c>rack</c> of hosts names them, of which each may fail as a whole once the plan is done.</summary>
    public ImmutableArray<string> SurvivesRacks { get; init; } = [];

    /// <summary>The most instances that are moved twice, by way of a third host, to let others pass; <c>null</c> for any number.</summary>
    public int? MaxDetours { get; init; }

    /// <summary>The time the plan may take; instances whose move would end later stay. <c>null</c> for any time.</summary>
    public TimeSpan? Window { get; init; }

    /// <summary>The moment the plan starts, against which owners' not-before times are held; <c>null</c> leaves such instances alone.</summary>
    public DateTimeOffset? StartsAt { get; init; }
}
