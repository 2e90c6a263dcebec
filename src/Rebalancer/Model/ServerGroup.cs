using System.Collections.Immutable;

namespace Rebalancer.Model;

/// <summary>A server group: where its members may be, relative to each other.</summary>
public sealed record ServerGroup
{
    /// <summary>The UUID.</summary>
    public required ServerGroupId Id { get; init; }

    /// <summary>The display name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The policy.</summary>
    public required GroupPolicy Policy { get; init; }

    /// <summary>For <see cref="GroupPolicy.AntiAffinity"/>: how many members one host may hold; at least 1.</summary>
    public int MaxServerPerHost { get; init; } = 1;

    /// <summary>The members, in the order of the API.</summary>
    public ImmutableArray<InstanceId> Members { get; init; } = [];
}

/// <summary>Nova's server group policies.</summary>
public enum GroupPolicy
{
    /// <summary>All members on one host.</summary>
    Affinity,

    /// <summary>At most <see cref="ServerGroup.MaxServerPerHost"/> members on one host.</summary>
    AntiAffinity,

    /// <summary>A wish: only weighed.</summary>
    SoftAffinity,

    /// <summary>A wish: only weighed.</summary>
    SoftAntiAffinity,
}
