using System.Collections.Immutable;
using Rebalancer.Findings;
using Rebalancer.Numa;

namespace Rebalancer.Model.Checks;

/// <summary>The CPUs of a host are told without contradiction.</summary>
internal static class TopologyChecks
{
    /// <summary>Adds errors for sets that overlap, and warnings for configured CPUs that no cell has.</summary>
    public static void Run(ClusterParts parts, FindingList findings)
    {
        ulong[] taken = new ulong[(CpuSet.MaxCpu + 1) / 64];
        for (int h = 0; h < parts.Hosts.Length && !findings.IsFull(Severity.Error); h++)
        {
            Host host = parts.Hosts[h];
            string path = $"$.hosts[{h}]";
            CpuSet shared = host.CpuSharedSet.ValueOr(null) ?? CpuSet.Empty;
            CpuSet dedicated = host.CpuDedicatedSet.ValueOr(null) ?? CpuSet.Empty;
            if (shared.Overlaps(dedicated))
            {
                findings.Error(
                    "cluster.overlapping-sets",
                    $"{path}.cpuDedicatedSet",
                    $"CPUs {Quoted.Plain(shared.Intersect(dedicated).ToString())} are in cpu_shared_set and in cpu_dedicated_set");
            }

            if (host.Topology.TryGet(out HostTopology? topology))
            {
                CpuSet all = CheckCells(topology.Cells, $"{path}.topology.value", taken, findings);
                CheckInside(shared, all, $"{path}.cpuSharedSet", "cpu_shared_set", findings);
                CheckInside(dedicated, all, $"{path}.cpuDedicatedSet", "cpu_dedicated_set", findings);
            }
        }
    }

    private static void CheckInside(CpuSet cpus, CpuSet all, string path, string option, FindingList findings)
    {
        if (!cpus.IsSubsetOf(all))
        {
            findings.Warn("cluster.cpus-outside-cells", path, $"CPUs {Quoted.Plain(cpus.Except(all).ToString())} of {option} are in no NUMA cell");
        }
    }

    /// <returns>The CPUs of all cells.</returns>
    private static CpuSet CheckCells(ImmutableArray<HostCell> cells, string path, Span<ulong> taken, FindingList findings)
    {
        CpuSet before = CpuSet.Empty;
        HashSet<int> ids = [];
        for (int i = 0; i < cells.Length; i++)
        {
            HostCell cell = cells[i];
            string cellPath = $"{path}.cells[{i}]";
            if (!ids.Add(cell.Id))
            {
                findings.Error("cluster.duplicate-cell", $"{cellPath}.id", $"there is a cell {cell.Id} already");
            }

            if (before.Overlaps(cell.Cpus))
            {
                findings.Error(
                    "cluster.overlapping-cells",
                    $"{cellPath}.cpus",
                    $"CPUs {Quoted.Plain(before.Intersect(cell.Cpus).ToString())} are in an earlier cell too");
            }

            before = before.Union(cell.Cpus);
            taken.Clear();
            CheckSiblings(cell, cellPath, taken, findings);
            CheckPages(cell.Pages, cellPath, findings);
        }

        return before;
    }

    private static void CheckSiblings(HostCell cell, string path, Span<ulong> taken, FindingList findings)
    {
        for (int i = 0; i < cell.Siblings.Length && !findings.IsFull(Severity.Error); i++)
        {
            CpuSet siblings = cell.Siblings[i];
            if (!siblings.IsSubsetOf(cell.Cpus))
            {
                findings.Error(
                    "cluster.siblings-outside-cell",
                    $"{path}.siblings[{i}]",
                    $"CPUs {Quoted.Plain(siblings.Except(cell.Cpus).ToString())} are not in the cell");
            }

            if (!TryTake(siblings, taken))
            {
                findings.Error("cluster.overlapping-siblings", $"{path}.siblings[{i}]", "a CPU is in an earlier set of siblings too");
            }
        }
    }

    // Word by word and without a new set: a cell may have tens of thousands of them.
    private static bool TryTake(CpuSet cpus, Span<ulong> taken)
    {
        ReadOnlySpan<ulong> words = cpus.Words;
        ulong both = 0;
        for (int i = 0; i < words.Length; i++)
        {
            both |= taken[i] & words[i];
            taken[i] |= words[i];
        }

        return both == 0;
    }

    private static void CheckPages(ImmutableArray<PagePool> pages, string path, FindingList findings)
    {
        for (int i = 0; i < pages.Length; i++)
        {
            if (pages[i].Reserved > pages[i].Total)
            {
                findings.Error(
                    "cluster.reserved-above-total",
                    $"{path}.pages[{i}].reserved",
                    $"{pages[i].Reserved} pages of {pages[i].SizeKiB} KiB are reserved; there are {pages[i].Total}");
            }

            if (i > 0 && pages[i].SizeKiB <= pages[i - 1].SizeKiB)
            {
                findings.Error(
                    "cluster.page-order",
                    $"{path}.pages[{i}].sizeKiB",
                    $"page sizes ascend, each once; {pages[i].SizeKiB} KiB comes after {pages[i - 1].SizeKiB} KiB");
            }
        }
    }
}
