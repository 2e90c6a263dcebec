using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Pci;
using Rebalancer.Plans;

namespace Rebalancer.Rules.Cells;

/// <summary>Names the instances that hold what a guest lacks on a host.</summary>
/// <remarks>Nova cannot tell; what an instance holds is what would come free in the cell if it were not there.</remarks>
internal static class CellHolders
{
    private const int MostNames = 3;

    /// <summary>The rest of a refusal's sentence, such as <c>; 2 more are held by web-7</c>; empty where nobody holds any.</summary>
    public static string Of(in StateMove move, NumaRefusal refusal)
    {
        HostCells cells = move.State.CellsOf(move.DestinationIndex);
        ImmutableArray<PciRequest> devices = move.Demand.Pci;
        GuestTopology? guest = move.Demand.Topology;
        List<(string Name, long Amount)> holders = [];
        foreach ((int instance, GuestHolding holding) in move.State.HoldersOn(move.DestinationIndex))
        {
            long amount = refusal.Code.StartsWith("pci.", StringComparison.Ordinal)
                ? DevicesOf(cells, holding, devices)
                : InCell(cells, holding, refusal, guest);
            if (amount > 0)
            {
                Instance holder = move.Cluster.Instances[instance];
                holders.Add((holder.Name.Length > 0 ? holder.Name : holder.Id.Value, amount));
            }
        }

        return holders.Count == 0 ? "" : Sentence(holders, refusal.Code);
    }

    private static long DevicesOf(HostCells cells, GuestHolding holding, ImmutableArray<PciRequest> requests)
    {
        long held = 0;
        for (int pool = 0; pool < holding.Devices.Length; pool++)
        {
            if (requests.Any(request => PciMatch.IsOfKind(cells.Devices!.Pools[pool], request)))
            {
                held += holding.Devices[pool];
            }
        }

        return held;
    }

    private static long InCell(HostCells cells, GuestHolding holding, NumaRefusal refusal, GuestTopology? guest)
    {
        if (refusal.HostCell is not { } id || holding.Placement is null || cells.Cells is null)
        {
            return 0;
        }

        int index = IndexOf(cells.Cells, id);
        CellUsage with = cells.Usage!.Cells[index];
        CellUsage without = cells.Without(holding).Usage!.Cells[index];
        return refusal.Code switch
        {
            "numa.free-dedicated-cpus" or "numa.free-cores" or "numa.free-siblings" or "numa.emulator-cpu" =>
                with.PinnedCpus.Count - without.PinnedCpus.Count,
            "numa.free-memory" or "numa.memory-limit" => with.MemoryMiB - without.MemoryMiB,
            "numa.cpu-limit" => with.SharedVcpus - without.SharedVcpus,
            "numa.free-pages" => PagesMiB(cells.Cells.Cells[index], with, without, guest!),
            _ => 0,
        };
    }

    /// <summary>The memory in pages of the sizes that the guest may get.</summary>
    private static long PagesMiB(NumaHostCell cell, CellUsage with, CellUsage without, GuestTopology guest)
    {
        long smallest = PageSizes.Smallest(cell.Pages);
        long kiB = 0;
        for (int pool = 0; pool < cell.Pages.Length; pool++)
        {
            long size = cell.Pages[pool].SizeKiB;
            bool counts = guest.Cells[0].PageSize switch
            {
                null or PageSizes.Small => size == smallest,
                PageSizes.Large => size != smallest,
                PageSizes.Any => true,
                var asked => size == asked,
            };
            kiB += counts ? (PageSizes.At(with.PagesUsed, pool) - PageSizes.At(without.PagesUsed, pool)) * size : 0;
        }

        return kiB / 1024;
    }

    private static int IndexOf(NumaHost host, int id)
    {
        for (int i = 0; i < host.Cells.Length; i++)
        {
            if (host.Cells[i].Id == id)
            {
                return i;
            }
        }

        throw new ArgumentException($"There is no cell {id}.", nameof(id));
    }

    private static string Sentence(List<(string Name, long Amount)> holders, string code)
    {
        string unit = code is "numa.free-memory" or "numa.memory-limit" or "numa.free-pages" ? " MiB" : "";
        holders.Sort((first, second) => second.Amount != first.Amount
            ? second.Amount.CompareTo(first.Amount)
            : string.CompareOrdinal(first.Name, second.Name));
        long total = holders.Sum(holder => holder.Amount);
        string what = code switch
        {
            "numa.free-dedicated-cpus" or "numa.free-memory" or "numa.free-pages" => $"{total}{unit} more",
            "numa.free-cores" or "numa.free-siblings" or "numa.emulator-cpu" => $"{total} of its dedicated CPUs",
            "numa.cpu-limit" or "numa.memory-limit" => $"{total}{unit} of that",
            _ => $"{total} of the kind",
        };
        string held = $"; {what} {(total == 1 ? "is" : "are")} held by ";
        if (holders.Count == 1)
        {
            return held + holders[0].Name;
        }

        List<string> names = [.. holders.Take(MostNames).Select(holder => $"{holder.Name} ({holder.Amount}{unit})")];
        if (holders.Count > MostNames)
        {
            names.Add($"{holders.Count - MostNames} more");
        }

        return $"{held}{string.Join(", ", names.Take(names.Count - 1))} and {names[^1]}";
    }
}
