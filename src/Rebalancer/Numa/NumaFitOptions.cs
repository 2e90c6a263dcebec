using Rebalancer.Model;

namespace Rebalancer.Numa;

/// <summary>What else decides a fit besides the guest and the host.</summary>
public sealed record NumaFitOptions
{
    /// <summary>No limits, cells spread, the newest release, no networks with a NUMA affinity.</summary>
    public static NumaFitOptions Default { get; } = new();

    /// <summary>Overcommit of the floating part; <c>null</c> for none, as on a forced move.</summary>
    public NumaLimits? Limits { get; init; }

    /// <summary>Whether fuller cells come first: <c>[compute] packing_host_numa_cells_allocation_strategy</c>.</summary>
    public bool PacksCells { get; init; }

    /// <summary>The release of Nova whose rules hold; before 28 a mixed guest cell without a dedicated CPU is refused.</summary>
    public NovaRelease Release { get; init; } = NovaRelease.Gazpacho;

    /// <summary>The networks of the guest that must be near it where the host knows where they are; <c>null</c> for none.</summary>
    public NetworkAffinity? Networks { get; init; }
}

/// <summary>How far the floating part of guests may overcommit a host cell.</summary>
/// <param name="CpuRatio">Floating vCPUs per shared CPU.</param>
/// <param name="RamRatio">Memory over physical memory.</param>
public sealed record NumaLimits(double CpuRatio, double RamRatio);
