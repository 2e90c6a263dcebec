using System.Collections.Immutable;
using Rebalancer.Pci;

namespace Rebalancer.Numa;

/// <summary>Tries the permutations of host cells for a guest in Nova's order, with Nova's memory of what it has tried.</summary>
/// <remarks>
/// Source: the loop of <c>nova.virt.hardware.numa_fit_instance_to_host</c>. Two of its habits decide which cells are chosen
/// and are kept: a guest cell keeps the page size that an earlier host cell gave it, and it takes the id of the host cell on which
/// it last fitted, although Nova remembers (host cell id, guest cell id) pairs.
/// </remarks>
internal sealed class CellSearch
{
    private const int Unknown = 0;
    private const int Fits = 1;
    private const int DoesNotFit = 2;

    private readonly NumaHost host;
    private readonly NumaUsage usage;
    private readonly GuestTopology guest;
    private readonly NumaFitOptions options;
    private readonly ImmutableArray<PciRequest> pci;
    private readonly PciStock? devices;
    private readonly List<int> ids;
    private readonly byte[] tried;
    private readonly int[] guestIds;
    private readonly long?[] pageSizes;
    private List<(int HostCell, CellShortage Shortage)>? shortages;
    private bool lacksDevices;
    private bool lacksNetworks;

    public CellSearch(
        NumaHost host, NumaUsage usage, GuestTopology guest, NumaFitOptions options, ImmutableArray<PciRequest> pci, PciStock? devices)
    {
        this.host = host;
        this.usage = usage;
        this.guest = guest;
        this.options = options;
        this.pci = pci;
        this.devices = devices;
        ids = new List<int>(host.Cells.Length + guest.Cells.Length);
        foreach (NumaHostCell cell in host.Cells)
        {
            IndexOf(cell.Id);
        }

        guestIds = new int[guest.Cells.Length];
        pageSizes = new long?[guest.Cells.Length];
        for (int i = 0; i < guestIds.Length; i++)
        {
            guestIds[i] = IndexOf(guest.Cells[i].Id);
            pageSizes[i] = guest.Cells[i].PageSize is 0 ? null : guest.Cells[i].PageSize;
        }

        tried = new byte[ids.Count * ids.Count];
    }

    /// <summary>Where to note each pair of cells that is looked at; <c>null</c> for nowhere.</summary>
    public List<CellTrial>? Trials { get; init; }

    /// <summary>The first permutation that suits, or every reason met.</summary>
    public NumaFitResult Run()
    {
        Span<int> order = stackalloc int[host.Cells.Length];
        HostCellOrder.Fill(order, host, usage, guest, options.PacksCells, !pci.IsEmpty, devices);
        Span<int> chosen = stackalloc int[guest.Cells.Length];
        Permutation permutation = new(order.Length, stackalloc int[guest.Cells.Length]);
        int failed;
        do
        {
            for (int i = 0; i < chosen.Length; i++)
            {
                chosen[i] = order[permutation[i]];
            }

            (failed, bool hasLearned) = Try(chosen);
            if (failed < 0)
            {
                if (SuitsTheRest(chosen) && TryPlace(chosen) is { } placement)
                {
                    return new NumaFitResult(placement, []);
                }

                failed = chosen.Length - 1;
            }
            else if (hasLearned)
            {
                // What was learned can change the answer to a prefix that failed; only an unchanged memory repeats itself.
                failed = chosen.Length - 1;
            }
        }
        while (permutation.MoveNext(failed));

        return new NumaFitResult(null, Refusals());
    }

    /// <summary>Looks at one permutation.</summary>
    /// <returns>The guest cell that fails, or -1; and whether anything new was learned on the way.</returns>
    private (int Failed, bool HasLearned) Try(ReadOnlySpan<int> chosen)
    {
        bool hasLearned = false;
        for (int i = 0; i < chosen.Length; i++)
        {
            NumaHostCell cell = host.Cells[chosen[i]];
            int hostId = IndexOf(cell.Id);
            ref byte known = ref tried[(hostId * ids.Count) + guestIds[i]];
            if (known == DoesNotFit)
            {
                return (i, hasLearned);
            }

            if (known == Unknown)
            {
                hasLearned = true;
                CellShortage shortage = CellFit.Check(
                    cell, usage.Cells[chosen[i]], guest.Cells[i], ref pageSizes[i], EmulatorCpus(i), options);
                Trials?.Add(new CellTrial(i, cell.Id, shortage.IsNone ? null : shortage.On(cell.Id)));
                known = shortage.IsNone ? (byte)Fits : (byte)DoesNotFit;
                if (!shortage.IsNone)
                {
                    TakeIdOnPins(i, hostId, shortage.Kind);
                    (shortages ??= []).Add((cell.Id, shortage));
                    return (i, hasLearned);
                }
            }

            hasLearned |= guestIds[i] != hostId;
            guestIds[i] = hostId;
        }

        return (-1, hasLearned);
    }

    /// <summary>A mixed cell that is pinned and only then breaks a limit has taken the id of the host cell already.</summary>
    private void TakeIdOnPins(int guestCell, int hostId, CellShortageKind shortage)
    {
        if (guest.Cells[guestCell].CpuPolicy == CpuAllocationPolicy.Mixed
            && shortage is CellShortageKind.CpuLimit or CellShortageKind.MemoryLimit)
        {
            guestIds[guestCell] = hostId;
        }
    }

    private bool SuitsTheRest(ReadOnlySpan<int> chosen)
    {
        if (!pci.IsEmpty && devices?.Take(pci, IdsOf(chosen), host) is null)
        {
            lacksDevices = true;
            return false;
        }

        if (options.Networks is { } networks && !networks.HoldsOn(host, chosen))
        {
            lacksNetworks = true;
            return false;
        }

        return true;
    }

    /// <summary>Places the guest; <c>null</c> where Nova mixed up two cells and the pins it counts on are not there.</summary>
    private GuestPlacement? TryPlace(ReadOnlySpan<int> chosen)
    {
        var cells = ImmutableArray.CreateBuilder<PlacedCell>(chosen.Length);
        for (int i = 0; i < chosen.Length; i++)
        {
            NumaHostCell cell = host.Cells[chosen[i]];
            PlacedCell placed = NumaFit.Place(cell, usage.Cells[chosen[i]], guest.Cells[i], pageSizes[i], EmulatorCpus(i));
            if (guest.Cells[i].CpuPolicy is CpuAllocationPolicy.Dedicated or CpuAllocationPolicy.Mixed
                && placed.Pinning.Count < guest.Cells[i].DedicatedVcpus.Count)
            {
                int free = cell.DedicatedCpus.CountExcept(usage.Cells[chosen[i]].PinnedCpus);
                CellShortage shortage = new(CellShortageKind.FreeDedicatedCpus, guest.Cells[i].DedicatedVcpus.Count, free);
                (shortages ??= []).Add((cell.Id, shortage));
                return null;
            }

            // The memory of pairs can call a cell fit that another guest cell fitted; its thread policy has to hold here too.
            CellShortage cores = guest.Cells[i].DedicatedVcpus.IsEmpty
                ? CellShortage.None
                : CorePacking.Check(cell, usage.Cells[chosen[i]], guest.Cells[i], EmulatorCpus(i));
            if (!cores.IsNone)
            {
                (shortages ??= []).Add((cell.Id, cores));
                return null;
            }

            cells.Add(placed);
        }

        return new GuestPlacement(cells.MoveToImmutable());
    }

    private ImmutableArray<int> IdsOf(ReadOnlySpan<int> chosen)
    {
        var cells = ImmutableArray.CreateBuilder<int>(chosen.Length);
        foreach (int cell in chosen)
        {
            cells.Add(host.Cells[cell].Id);
        }

        return cells.MoveToImmutable();
    }

    private int EmulatorCpus(int guestCell) =>
        guestCell == 0 && guest.EmulatorThreads == EmulatorThreadsPolicy.Isolate ? 1 : 0;

    private ImmutableArray<NumaRefusal> Refusals()
    {
        var refusals = ImmutableArray.CreateBuilder<NumaRefusal>();
        foreach ((int cell, CellShortage shortage) in shortages ?? [])
        {
            NumaRefusal refusal = shortage.On(cell);
            if (!refusals.Contains(refusal))
            {
                refusals.Add(refusal);
            }
        }

        // Nova's habits can make it miss a fit; the reasons above would then be true but not the cause.
        if (!lacksDevices && !lacksNetworks && CouldPlace(0, new bool[host.Cells.Length]))
        {
            refusals.Add(new NumaRefusal(
                "numa.search", "a choice of cells would do, but Nova's search passes over it", null));
        }

        if (lacksDevices)
        {
            refusals.Add(new NumaRefusal("pci.affinity", "no choice of cells has enough free PCI devices near enough", null));
        }

        if (lacksNetworks)
        {
            refusals.Add(new NumaRefusal("numa.networks", "no choice of cells is near the networks of the guest", null));
        }

        return refusals.ToImmutable();
    }

    /// <summary>Whether the guest cells from one on have host cells, each asked on its own.</summary>
    private bool CouldPlace(int guestCell, bool[] isTaken)
    {
        if (guestCell == guest.Cells.Length)
        {
            return true;
        }

        for (int i = 0; i < isTaken.Length; i++)
        {
            long? pageSize = guest.Cells[guestCell].PageSize;
            if (!isTaken[i]
                && CellFit.Check(host.Cells[i], usage.Cells[i], guest.Cells[guestCell], ref pageSize, EmulatorCpus(guestCell), options).IsNone)
            {
                isTaken[i] = true;
                if (CouldPlace(guestCell + 1, isTaken))
                {
                    return true;
                }

                isTaken[i] = false;
            }
        }

        return false;
    }

    private int IndexOf(int id)
    {
        int index = ids.IndexOf(id);
        if (index < 0)
        {
            index = ids.Count;
            ids.Add(id);
        }

        return index;
    }
}
