using System.Collections.Immutable;

namespace Rebalancer.Numa;

/// <summary>Adds guest cells to the usage of one host cell, or takes them away.</summary>
/// <remarks>Source: <c>nova.virt.hardware.numa_usage_from_instance_numa</c>, <c>nova.objects.NUMACell.pin_cpus</c> and its kin.</remarks>
internal struct CellChange
{
    private const long KiBPerMiB = 1024;

    private readonly NumaHostCell host;
    private readonly int sign;
    private readonly CellUsage before;
    private bool isChanged;
    private long memory;
    private int vcpus;
    private CpuSet pinned;
    private ImmutableArray<long> pages;

    /// <summary>Begins with what is used before.</summary>
    /// <param name="host">The host cell.</param>
    /// <param name="before">Its usage.</param>
    /// <param name="sign">1 to add guest cells, -1 to take them away.</param>
    public CellChange(NumaHostCell host, CellUsage before, int sign)
    {
        this.host = host;
        this.sign = sign;
        this.before = before;
        memory = before.MemoryMiB;
        vcpus = before.SharedVcpus;
        pinned = before.PinnedCpus;
        pages = before.PagesUsed;
    }

    /// <summary>Adds a guest cell or takes it away.</summary>
    /// <returns>What contradicts its pins, or <c>null</c>.</returns>
    public PinningConflict? Add(GuestCell guest, PlacedCell placed)
    {
        isChanged = true;
        ChangePages(guest.MemoryMiB, placed.PageSizeKiB);
        memory += sign * guest.MemoryMiB;
        vcpus += sign * guest.SharedVcpus.Count;
        if (guest.CpuPolicy is not (CpuAllocationPolicy.Dedicated or CpuAllocationPolicy.Mixed))
        {
            return null;
        }

        CpuSet cpus = CpuSet.Of(placed.Pinning.Values).Union(placed.ReservedCpus);
        return ChangePins(guest.ThreadPolicy == CpuThreadPolicy.Isolate ? WithSiblings(cpus) : cpus);
    }

    /// <summary>The usage afterwards.</summary>
    public readonly CellUsage Result() => !isChanged
        ? before
        : new CellUsage
        {
            MemoryMiB = Math.Max(0, memory),
            SharedVcpus = Math.Max(0, vcpus),
            PinnedCpus = pinned,
            PagesUsed = pages,
        };

    private void ChangePages(long memoryMiB, long? pageSize)
    {
        int pool = PageSizes.IndexOf(host.Pages, pageSize is null or 0 ? PageSizes.Smallest(host.Pages) : pageSize.Value);
        if (pool < 0)
        {
            return;
        }

        // Whole pages, cut off towards zero as Nova stores them.
        long size = host.Pages[pool].SizeKiB;
        long used = ((PageSizes.At(pages, pool) * size) + (sign * memoryMiB * KiBPerMiB)) / size;
        while (pages.Length <= pool)
        {
            pages = pages.Add(0);
        }

        pages = pages.SetItem(pool, Math.Max(0, used));
    }

    private PinningConflict? ChangePins(CpuSet cpus)
    {
        if (!cpus.IsSubsetOf(host.DedicatedCpus))
        {
            return new PinningConflict(sign > 0 ? "CPUPinningUnknown" : "CPUUnpinningUnknown", host.Id, cpus, host.DedicatedCpus);
        }

        if (sign > 0)
        {
            if (cpus.Overlaps(pinned))
            {
                return new PinningConflict("CPUPinningInvalid", host.Id, cpus, host.DedicatedCpus.Except(pinned));
            }

            pinned = pinned.Union(cpus);
            return null;
        }

        if (!cpus.IsSubsetOf(pinned))
        {
            return new PinningConflict("CPUUnpinningInvalid", host.Id, cpus, pinned);
        }

        pinned = pinned.Except(cpus);
        return null;
    }

    /// <summary>An isolated guest blocks the siblings of its CPUs.</summary>
    private readonly CpuSet WithSiblings(CpuSet cpus)
    {
        CpuSet all = cpus;
        foreach (CpuSet siblings in host.Siblings)
        {
            if (siblings.Overlaps(cpus))
            {
                all = all.Union(siblings);
            }
        }

        return all;
    }
}
