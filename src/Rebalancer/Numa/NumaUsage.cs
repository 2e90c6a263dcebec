using System.Collections.Immutable;

namespace Rebalancer.Numa;

/// <summary>What guests with a topology use of a host's cells; one entry per cell of the <see cref="NumaHost"/>, in its order.</summary>
/// <param name="Cells">The usage per cell.</param>
public sealed record NumaUsage(ImmutableArray<CellUsage> Cells)
{
    /// <summary>A host whose cells nobody uses.</summary>
    public static NumaUsage None(NumaHost host) =>
        new([.. host.Cells.Select(cell => new CellUsage { PagesUsed = [.. cell.Pages.Select(_ => 0L)] })]);

    /// <summary>The usage once a guest is placed.</summary>
    /// <remarks>Source: <c>nova.virt.hardware.numa_usage_from_instance_numa</c>.</remarks>
    public NumaUsage Place(NumaHost host, GuestTopology guest, GuestPlacement placement) => throw new NotImplementedException();

    /// <summary>The usage once a placed guest is gone.</summary>
    public NumaUsage Free(NumaHost host, GuestTopology guest, GuestPlacement placement) => throw new NotImplementedException();
}

/// <summary>What is used of one host cell.</summary>
public sealed record CellUsage
{
    /// <summary>Floating vCPUs of guests with a topology.</summary>
    public int SharedVcpus { get; init; }

    /// <summary>Memory of guests with a topology, in MiB.</summary>
    public long MemoryMiB { get; init; }

    /// <summary>Dedicated CPUs in use: pinned, reserved for an emulator, or blocked as siblings of an isolated guest.</summary>
    public CpuSet PinnedCpus { get; init; } = CpuSet.Empty;

    /// <summary>Pages in use per pool of the cell, in its order.</summary>
    public ImmutableArray<long> PagesUsed { get; init; } = [];
}
