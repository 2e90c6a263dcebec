using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Numa;

namespace Rebalancer.Pci;

/// <summary>The PCI devices of a host and how many of each pool are taken; immutable.</summary>
/// <param name="Pools">The host's pools.</param>
/// <param name="Used">How many devices of each pool are taken, in the order of <paramref name="Pools"/>.</param>
public sealed record PciStock(ImmutableArray<PciPool> Pools, ImmutableArray<int> Used)
{
    /// <summary>Takes devices for the requests of a guest on these host cells.</summary>
    /// <param name="requests">The requests; each is met from what the ones before it leave.</param>
    /// <param name="hostCells">The host cells of the guest; empty for a floating guest.</param>
    /// <param name="host">The host's cells, for sockets; <c>null</c> where unknown.</param>
    /// <returns>The devices taken per pool (same order as <see cref="Pools"/>), or <c>null</c> where they do not suffice.</returns>
    /// <remarks>Source: <c>nova.pci.stats.PciDeviceStats.apply_requests</c>. That a physical function and its virtual functions
    /// exclude each other is not in pools, in Nova as here.</remarks>
    public ImmutableArray<int>? Take(ImmutableArray<PciRequest> requests, ImmutableArray<int> hostCells, NumaHost? host)
    {
        PciChoice choice = new(Pools, Used, hostCells, host);
        foreach (PciRequest request in requests)
        {
            if (!choice.TryTake(request))
            {
                return null;
            }
        }

        return choice.Taken;
    }

    /// <summary>Devices that nobody uses on a host cell, whatever their kind.</summary>
    public int FreeOn(int hostCell)
    {
        int free = 0;
        for (int i = 0; i < Pools.Length; i++)
        {
            if (Pools[i].NumaNode == hostCell)
            {
                free += Math.Max(0, Pools[i].Total - Used[i]);
            }
        }

        return free;
    }

    /// <summary>This stock with devices taken (positive) or given back (negative).</summary>
    public PciStock With(ImmutableArray<int> taken) => this with { Used = [.. Used.Zip(taken, (used, more) => used + more)] };
}
