using Rebalancer.Pci;

namespace Rebalancer.Numa;

/// <summary>The order in which Nova tries the cells of a host.</summary>
internal static class HostCellOrder
{
    /// <summary>Fills <paramref name="order"/> with indexes of host cells, the first to be tried first.</summary>
    /// <remarks>Source: the sorts at the head of <c>nova.virt.hardware.numa_fit_instance_to_host</c>. Each is stable and the
    /// last one dominates: free memory, then CPUs, then devices.</remarks>
    public static void Fill(
        Span<int> order, NumaHost host, NumaUsage usage, GuestTopology guest, bool packs, bool wantsDevices, PciStock? devices)
    {
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        // With as many guest cells as host cells all are used, and their order stays.
        if (host.Cells.Length <= guest.Cells.Length)
        {
            return;
        }

        Span<long> keys = stackalloc long[order.Length];
        bool pins = guest.Cells[0].CpuPolicy is CpuAllocationPolicy.Dedicated or CpuAllocationPolicy.Mixed;
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = host.Cells[i].MemoryMiB - usage.Cells[i].MemoryMiB;
        }

        Sort(order, keys, descending: !packs);
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = pins ? host.Cells[i].DedicatedCpus.CountExcept(usage.Cells[i].PinnedCpus) : -usage.Cells[i].SharedVcpus;
        }

        Sort(order, keys, descending: !packs);
        if (devices is null)
        {
            return;
        }

        // Cells with devices are kept for guests that ask for devices, whatever the strategy.
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = devices.FreeOn(host.Cells[i].Id);
        }

        Sort(order, keys, descending: wantsDevices);
    }

    private static void Sort(Span<int> order, ReadOnlySpan<long> keys, bool descending)
    {
        for (int i = 1; i < order.Length; i++)
        {
            int cell = order[i];
            int at = i;
            while (at > 0 && (descending ? keys[order[at - 1]] < keys[cell] : keys[order[at - 1]] > keys[cell]))
            {
                order[at] = order[at - 1];
                at--;
            }

            order[at] = cell;
        }
    }
}
