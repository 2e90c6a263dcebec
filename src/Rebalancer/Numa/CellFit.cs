using Rebalancer.Model;

namespace Rebalancer.Numa;

/// <summary>Whether one guest cell fits on one host cell, looked at in Nova's order.</summary>
internal static class CellFit
{
    private static readonly NovaRelease EmptyMixedCellsFit = new(28);

    /// <summary>The first thing the guest cell lacks there.</summary>
    /// <param name="host">The host cell.</param>
    /// <param name="usage">What is used of it.</param>
    /// <param name="guest">The guest cell.</param>
    /// <param name="pageSize">The page size it asks for by now; the chosen size once pages are found, even if another check fails.</param>
    /// <param name="emulatorCpus">CPUs that its emulator takes on top.</param>
    /// <param name="options">Limits and release.</param>
    /// <remarks>Source: <c>nova.virt.hardware._numa_fit_instance_cell</c>.</remarks>
    public static CellShortage Check(
        NumaHostCell host, CellUsage usage, GuestCell guest, ref long? pageSize, int emulatorCpus, NumaFitOptions options)
    {
        bool pins = guest.CpuPolicy is CpuAllocationPolicy.Dedicated or CpuAllocationPolicy.Mixed;
        CellShortage memory = CheckMemory(host, usage, guest, ref pageSize, pins);
        if (!memory.IsNone)
        {
            return memory;
        }

        int pinned = guest.DedicatedVcpus.Count + emulatorCpus;
        if (pins && pinned > host.DedicatedCpus.Count)
        {
            return new CellShortage(CellShortageKind.DedicatedCpus, pinned, host.DedicatedCpus.Count);
        }

        bool floats = guest.CpuPolicy is not CpuAllocationPolicy.Dedicated;
        if (floats && guest.SharedVcpus.Count > host.SharedCpus.Count)
        {
            return new CellShortage(CellShortageKind.SharedCpus, guest.SharedVcpus.Count, host.SharedCpus.Count);
        }

        if (pins)
        {
            CellShortage cpus = CheckPins(host, usage, guest, emulatorCpus, options.Release);
            if (!cpus.IsNone)
            {
                return cpus;
            }
        }

        return floats && options.Limits is { } limits ? CheckLimits(host, usage, guest, limits) : CellShortage.None;
    }

    private static CellShortage CheckMemory(NumaHostCell host, CellUsage usage, GuestCell guest, ref long? pageSize, bool pins)
    {
        if (pageSize is not null and not 0)
        {
            return PageSizes.Choose(host.Pages, usage.PagesUsed, guest.MemoryMiB, ref pageSize);
        }

        if (!host.Pages.IsEmpty)
        {
            return PageSizes.FitsSmallest(host.Pages, usage.PagesUsed, guest.MemoryMiB, mayOvercommit: !pins);
        }

        // Overcommit lets guests share a cell's memory, but no guest overcommits against itself.
        long available = pins ? host.MemoryMiB - usage.MemoryMiB : host.MemoryMiB;
        return guest.MemoryMiB <= available
            ? CellShortage.None
            : new CellShortage(pins ? CellShortageKind.FreeMemory : CellShortageKind.Memory, guest.MemoryMiB, available);
    }

    private static CellShortage CheckPins(NumaHostCell host, CellUsage usage, GuestCell guest, int emulatorCpus, NovaRelease release)
    {
        int pinned = guest.DedicatedVcpus.Count + emulatorCpus;
        int free = host.DedicatedCpus.CountExcept(usage.PinnedCpus);
        if (pinned > free)
        {
            return new CellShortage(CellShortageKind.FreeDedicatedCpus, pinned, free);
        }

        // Since 28 nothing to pin is no failure to pin, but isolation and an emulator CPU still start from a pin.
        bool needsPin = release < EmptyMixedCellsFit || guest.ThreadPolicy == CpuThreadPolicy.Isolate || emulatorCpus > 0;
        if (guest.DedicatedVcpus.IsEmpty && needsPin)
        {
            return new CellShortage(CellShortageKind.NothingToPin);
        }

        return CorePacking.Check(host, usage, guest, emulatorCpus);
    }

    private static CellShortage CheckLimits(NumaHostCell host, CellUsage usage, GuestCell guest, NumaLimits limits)
    {
        int cpus = usage.SharedVcpus + guest.SharedVcpus.Count;
        double cpuLimit = host.SharedCpus.Count * limits.CpuRatio;
        if (cpus > cpuLimit)
        {
            return new CellShortage(CellShortageKind.CpuLimit, cpus, cpuLimit);
        }

        long memory = usage.MemoryMiB + guest.MemoryMiB;
        double memoryLimit = host.MemoryMiB * limits.RamRatio;
        return memory > memoryLimit ? new CellShortage(CellShortageKind.MemoryLimit, memory, memoryLimit) : CellShortage.None;
    }
}
