using System.Collections.Immutable;

namespace Rebalancer.Numa;

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
