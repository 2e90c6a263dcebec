using System.Collections.Immutable;
using Rebalancer.Numa;

namespace Rebalancer.Model;

/// <summary>A migration that had begun when the snapshot was taken and still holds both hosts.</summary>
public sealed record MoveInFlight
{
    /// <summary>The UUID of the migration: the consumer that holds the source's allocation.</summary>
    public required string MigrationId { get; init; }

    /// <summary>The instance that moves.</summary>
    public required InstanceId Instance { get; init; }

    /// <summary>The kind.</summary>
    public required InFlightKind Kind { get; init; }

    /// <summary>Nova's migration status, such as <c>running</c> or <c>finished</c>.</summary>
    public required string Status { get; init; }

    /// <summary>The host it leaves.</summary>
    public required HostName Source { get; init; }

    /// <summary>The host it goes to; <c>null</c> while the scheduler has not chosen.</summary>
    public HostName? Destination { get; init; }

    /// <summary>What the migration holds on the host that <see cref="Instance.Host"/> does not name, sorted by class.</summary>
    public ImmutableSortedDictionary<ResourceClass, long> OtherAllocations { get; init; } = ImmutableSortedDictionary<ResourceClass, long>.Empty;

    /// <summary>The guest cells held on that other host, where known.</summary>
    public Fact<GuestPlacement> OtherPlacement { get; init; }

    /// <summary>Whether it rests in VERIFY_RESIZE until somebody confirms or reverts.</summary>
    public bool AwaitsConfirm => Kind is InFlightKind.Cold or InFlightKind.Resize && Status == "finished";
}

/// <summary>Nova's <c>migration_type</c>.</summary>
public enum InFlightKind
{
    /// <summary><c>live-migration</c>.</summary>
    Live,

    /// <summary><c>migration</c>.</summary>
    Cold,

    /// <summary><c>resize</c>.</summary>
    Resize,

    /// <summary><c>evacuation</c>.</summary>
    Evacuation,
}
