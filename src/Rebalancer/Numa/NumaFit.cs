using System.Collections.Immutable;
using Rebalancer.Pci;

namespace Rebalancer.Numa;

/// <summary>Fits a guest's cells on a host's cells the way Nova does.</summary>
public static class NumaFit
{
    /// <summary>Looks for a host cell of its own for every guest cell; no guest cell spans two.</summary>
    /// <param name="host">The host's cells.</param>
    /// <param name="usage">What is used of them.</param>
    /// <param name="guest">The guest's cells, at least one.</param>
    /// <param name="options">Limits, strategy, release and networks.</param>
    /// <param name="pci">Devices the guest asks for; empty for none.</param>
    /// <param name="devices">The host's devices and what is free of them; <c>null</c> when it has none.</param>
    /// <returns>The cells that Nova would choose, or every reason why none will do.</returns>
    /// <exception cref="ArgumentException">The guest has no cells, or the usage is not one of this host.</exception>
    /// <remarks>Source: <c>nova.virt.hardware.numa_fit_instance_to_host</c>. Which CPUs are pinned is one right answer of
    /// several; Nova's is most often the same.</remarks>
    public static NumaFitResult Fit(
        NumaHost host, NumaUsage usage, GuestTopology guest, NumaFitOptions options, ImmutableArray<PciRequest> pci, PciStock? devices)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(usage);
        ArgumentNullException.ThrowIfNull(guest);
        ArgumentNullException.ThrowIfNull(options);
        if (guest.Cells.IsDefaultOrEmpty)
        {
            throw new ArgumentException("A guest topology has at least one cell.", nameof(guest));
        }

        if (usage.Cells.Length != host.Cells.Length)
        {
            throw new ArgumentException($"The usage has {usage.Cells.Length} cells and the host {host.Cells.Length}.", nameof(usage));
        }

        if (host.Cells.Length < guest.Cells.Length)
        {
            string message = $"the host has {host.Cells.Length} cells of the {guest.Cells.Length} needed";
            return new NumaFitResult(null, [new NumaRefusal("numa.cells", message, null)]);
        }

        return new CellSearch(host, usage, guest, options, pci.IsDefault ? [] : pci, devices).Run();
    }

    /// <summary>Fits as <see cref="Fit"/> does, and tells how.</summary>
    internal static NumaSearch Search(
        NumaHost host, NumaUsage usage, GuestTopology guest, NumaFitOptions options, ImmutableArray<PciRequest> pci, PciStock? devices)
    {
        int[] order = new int[host.Cells.Length];
        HostCellOrder.Fill(order, host, usage, guest, options.PacksCells, !pci.IsEmpty, devices);
        List<CellTrial> trials = [];
        NumaFitResult result = host.Cells.Length < guest.Cells.Length
            ? Fit(host, usage, guest, options, pci, devices)
            : new CellSearch(host, usage, guest, options, pci, devices) { Trials = trials }.Run();
        return new NumaSearch(
            [
                .. order.Select(cell => new CellRank(
                    host.Cells[cell].Id,
                    host.Cells[cell].MemoryMiB - usage.Cells[cell].MemoryMiB,
                    host.Cells[cell].DedicatedCpus.CountExcept(usage.Cells[cell].PinnedCpus),
                    usage.Cells[cell].SharedVcpus,
                    devices?.FreeOn(host.Cells[cell].Id) ?? 0)),
            ],
            [.. trials],
            result);
    }

    /// <summary>Looks whether one guest cell fits on one host cell.</summary>
    /// <param name="host">The host cell.</param>
    /// <param name="usage">What is used of it.</param>
    /// <param name="guest">The guest cell.</param>
    /// <param name="emulatorCpus">CPUs that the emulator takes on top: 1 for the first cell of a guest that isolates it, else 0.</param>
    /// <param name="options">Limits and release.</param>
    /// <remarks>Source: <c>nova.virt.hardware._numa_fit_instance_cell</c>.</remarks>
    public static NumaFitResult FitCell(NumaHostCell host, CellUsage usage, GuestCell guest, int emulatorCpus, NumaFitOptions options)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(usage);
        ArgumentNullException.ThrowIfNull(guest);
        ArgumentNullException.ThrowIfNull(options);
        long? pageSize = guest.PageSize;
        CellShortage shortage = CellFit.Check(host, usage, guest, ref pageSize, emulatorCpus, options);
        return shortage.IsNone
            ? new NumaFitResult(new GuestPlacement([Place(host, usage, guest, pageSize, emulatorCpus)]), [])
            : new NumaFitResult(null, [shortage.On(host.Id)]);
    }

    /// <summary>The placement of a guest cell on a host cell on which it fits.</summary>
    internal static PlacedCell Place(NumaHostCell host, CellUsage usage, GuestCell guest, long? pageSize, int emulatorCpus)
    {
        if (guest.CpuPolicy is not (CpuAllocationPolicy.Dedicated or CpuAllocationPolicy.Mixed))
        {
            return new PlacedCell { HostCell = host.Id, PageSizeKiB = pageSize };
        }

        ImmutableSortedDictionary<int, int> pinning = CorePacking.Pin(host, usage, guest, emulatorCpus, out CpuSet reserved);
        return new PlacedCell { HostCell = host.Id, Pinning = pinning, ReservedCpus = reserved, PageSizeKiB = pageSize };
    }
}
