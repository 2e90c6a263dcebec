using System.Collections.Immutable;

namespace Rebalancer.Numa;

/// <summary>Where the cells of a guest are on a host: one entry per guest cell, in the guest's order.</summary>
/// <param name="Cells">The placed cells.</param>
public sealed record GuestPlacement(ImmutableArray<PlacedCell> Cells);

/// <summary>One guest cell on a host cell.</summary>
public sealed record PlacedCell
{
    /// <summary>The host cell's number.</summary>
    public required int HostCell { get; init; }

    /// <summary>Guest CPU to host CPU for the pinned ones, sorted by guest CPU.</summary>
    public ImmutableSortedDictionary<int, int> Pinning { get; init; } = ImmutableSortedDictionary<int, int>.Empty;

    /// <summary>Host CPUs kept for the emulator's threads.</summary>
    public CpuSet ReservedCpus { get; init; } = CpuSet.Empty;

    /// <summary>The page size in KiB that the cell got; <c>null</c> when none was chosen.</summary>
    public long? PageSizeKiB { get; init; }
}
