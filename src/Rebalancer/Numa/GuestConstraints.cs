using System.Collections.Immutable;
using Rebalancer.Model;

namespace Rebalancer.Numa;

/// <summary>Reads the guest topology that a flavor and an image ask for.</summary>
public static class GuestConstraints
{
    /// <summary>The guest's cells, or none for a floating guest, or Nova's error for contradictory specs.</summary>
    /// <remarks>Source: <c>nova.virt.hardware.numa_get_constraints</c>.</remarks>
    public static GuestConstraintsResult Of(Flavor flavor, ImmutableSortedDictionary<string, string> imageProperties) =>
        throw new NotImplementedException();
}

/// <summary>What a flavor and an image ask for.</summary>
/// <param name="Topology">The guest's cells; <c>null</c> for a floating guest or on error.</param>
/// <param name="Error">The name of Nova's exception for contradictory specs; <c>null</c> when they are sound.</param>
public sealed record GuestConstraintsResult(GuestTopology? Topology, string? Error);
