using System.Collections.Immutable;
using Rebalancer.Model;

namespace Rebalancer.Goals;

/// <summary>Bring instances near what they should be near.</summary>
/// <param name="Wishes">Who should be near what; at least one.</param>
public sealed record LocalityGoal(ImmutableArray<NearWish> Wishes) : Goal;

/// <summary>
/// A wish of some instances to be near something: the distance is 0 on the host itself or within the zone or rack named,
/// 1 within one rack, 2 within one zone, 3 otherwise. Near instances, it is counted once for each pair.
/// </summary>
public sealed record NearWish
{
    /// <summary>Who; at least one.</summary>
    public required ImmutableArray<InstanceId> Instances { get; init; }

    /// <summary>Near any of these hosts.</summary>
    public ImmutableArray<HostName> Hosts { get; init; } = [];

    /// <summary>Within any of these racks, as the label <c>rack</c> names them.</summary>
    public ImmutableArray<string> Racks { get; init; } = [];

    /// <summary>Within any of these availability zones.</summary>
    public ImmutableArray<string> Zones { get; init; } = [];

    /// <summary>Near each of these instances, wherever they are then.</summary>
    public ImmutableArray<InstanceId> Others { get; init; } = [];

    /// <summary>What a unit of distance weighs; 1 or more.</summary>
    public long Weight { get; init; } = 1;
}
