using System.Collections.Immutable;
using Rebalancer.Findings;

namespace Rebalancer.Model;

/// <summary>What a cluster is built from, not yet checked. Indexes in findings refer to these lists.</summary>
public sealed record ClusterParts
{
    /// <summary>The hosts.</summary>
    public ImmutableArray<Host> Hosts { get; init; } = [];

    /// <summary>The instances.</summary>
    public ImmutableArray<Instance> Instances { get; init; } = [];

    /// <summary>The server groups.</summary>
    public ImmutableArray<ServerGroup> ServerGroups { get; init; } = [];

    /// <summary>The host aggregates.</summary>
    public ImmutableArray<Aggregate> Aggregates { get; init; } = [];

    /// <summary>Migrations that had begun when the snapshot was taken.</summary>
    public ImmutableArray<MoveInFlight> MovesInFlight { get; init; } = [];

    /// <summary>Settings of the whole cloud.</summary>
    public CloudOptions Options { get; init; } = new();

    /// <summary>What was doubtful when the cluster was read: warnings, which come first among those of the cluster and travel with it.</summary>
    public ImmutableArray<Finding> Doubts { get; init; } = [];
}
