using System.Collections.Immutable;

namespace Rebalancer.Model;

/// <summary>A resource provider in the tree of a host: the host's own, or a child such as a graphics card, a bridge or a PCI slot.</summary>
/// <remarks>Source: Placement's <c>GET /resource_providers?in_tree={uuid}</c>.</remarks>
public sealed record Provider
{
    /// <summary>The name as Placement tells it.</summary>
    public required string Name { get; init; }

    /// <summary>What it has, at most one inventory per class.</summary>
    public ImmutableArray<Inventory> Inventories { get; init; } = [];

    /// <summary>Its own traits, sorted ordinally.</summary>
    public ImmutableArray<string> Traits { get; init; } = [];
}
