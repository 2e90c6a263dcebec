using System.Globalization;
using Rebalancer.Numa;

namespace Rebalancer.Tests.Conformance;

/// <summary>Judges a pinning by what it has to keep, not by how it was found.</summary>
internal static class PinningFaults
{
    /// <summary>What is wrong with a placement, or <c>null</c>.</summary>
    public static string? Of(NumaHost host, NumaUsage usage, GuestTopology guest, GuestPlacement placement)
    {
        if (placement.Cells.Select(cell => cell.HostCell).Distinct().Count() != guest.Cells.Length)
        {
            return "two guest cells share a host cell";
        }

        for (int i = 0; i < guest.Cells.Length; i++)
        {
            PlacedCell placed = placement.Cells[i];
            int index = host.Cells.Select((cell, at) => (cell.Id, at)).First(cell => cell.Id == placed.HostCell).at;
            bool reserves = i == 0 && guest.EmulatorThreads == EmulatorThreadsPolicy.Isolate;
            string? fault = OfCell(host.Cells[index], usage.Cells[index], guest.Cells[i], placed)
                ?? (placed.ReservedCpus.Count > (reserves || guest.Cells.Length == 1 ? 1 : 0) ? "a CPU is reserved for no emulator" : null);
            if (fault is not null)
            {
                return string.Create(CultureInfo.InvariantCulture, $"cell {placed.HostCell}: {fault}");
            }
        }

        return null;
    }

    private static string? OfCell(NumaHostCell host, CellUsage usage, GuestCell guest, PlacedCell placed)
    {
        CpuSet pins = CpuSet.Of(placed.Pinning.Values);
        bool isPinned = guest.CpuPolicy is CpuAllocationPolicy.Dedicated or CpuAllocationPolicy.Mixed;
        CpuSet wanted = isPinned ? guest.DedicatedVcpus : CpuSet.Empty;
        return !CpuSet.Of(placed.Pinning.Keys).Equals(wanted) ? "the pinned guest CPUs are not those to be pinned"
            : pins.Count != placed.Pinning.Count ? "two guest CPUs share a host CPU"
            : pins.Overlaps(placed.ReservedCpus) ? "the emulator shares a pinned CPU"
            : !pins.Union(placed.ReservedCpus).IsSubsetOf(host.DedicatedCpus) ? "a pinned CPU is not dedicated"
            : pins.Union(placed.ReservedCpus).Overlaps(usage.PinnedCpus) ? "a pinned CPU is in use"
            : OfThreads(host, usage, guest.ThreadPolicy, pins, placed.ReservedCpus);
    }

    private static string? OfThreads(NumaHostCell host, CellUsage usage, CpuThreadPolicy? policy, CpuSet pins, CpuSet reserved)
    {
        int alone = 0;
        foreach (CpuSet core in host.Siblings.Where(core => core.Overlaps(pins)))
        {
            int here = core.Intersect(pins).Count;
            alone += here == 1 ? 1 : 0;
            if (policy == CpuThreadPolicy.Isolate && (here > 1 || core.Overlaps(usage.PinnedCpus) || core.Overlaps(reserved)))
            {
                return "an isolated CPU shares its core";
            }
        }

        // An odd number of CPUs leaves one over.
        return policy == CpuThreadPolicy.Require && (alone > 1 || !host.Siblings.Any(core => core.Count > 1))
            ? "required siblings are not used"
            : null;
    }
}
