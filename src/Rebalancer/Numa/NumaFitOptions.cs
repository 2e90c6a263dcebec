using System.Collections.Immutable;
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

/// <summary>Networks whose traffic enters at a host cell, or that a guest is attached to.</summary>
/// <param name="PhysicalNetworks">Names of physical networks.</param>
/// <param name="Tunneled">Whether tunnelled networks are among them.</param>
/// <remarks>Source: <c>nova.objects.NetworkMetadata</c>; configured by <c>[neutron_physnet_*] numa_nodes</c> and
/// <c>[neutron_tunnel] numa_nodes</c>.</remarks>
public sealed record NetworkAffinity(ImmutableArray<string> PhysicalNetworks, bool Tunneled)
{
    /// <summary>Whether these host cells are near the networks, or the host has no cell that is nearer.</summary>
    /// <remarks>Source: <c>nova.virt.hardware._numa_cells_support_network_metadata</c>.</remarks>
    internal bool HoldsOn(NumaHost host, ReadOnlySpan<int> chosenCells)
    {
        foreach (string network in PhysicalNetworks)
        {
            if (!IsNear(chosenCells, host, affinity => affinity.PhysicalNetworks.Contains(network))
                && host.Cells.Any(cell => cell.Networks?.PhysicalNetworks.Contains(network) == true))
            {
                return false;
            }
        }

        return !Tunneled
            || IsNear(chosenCells, host, affinity => affinity.Tunneled)
            || !host.Cells.Any(cell => cell.Networks?.Tunneled == true);
    }

    private static bool IsNear(ReadOnlySpan<int> chosenCells, NumaHost host, Func<NetworkAffinity, bool> isOffered)
    {
        foreach (int cell in chosenCells)
        {
            if (host.Cells[cell].Networks is { } offered && isOffered(offered))
            {
                return true;
            }
        }

        return false;
    }
}
