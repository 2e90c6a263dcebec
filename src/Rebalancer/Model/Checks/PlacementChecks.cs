using System.Collections.Immutable;
using Rebalancer.Findings;
using Rebalancer.Numa;

namespace Rebalancer.Model.Checks;

/// <summary>Guest cells are placed on cells and CPUs that their host has.</summary>
internal static class PlacementChecks
{
    /// <summary>Adds an error for a cell that is not there, and warnings for pins that no host could have made.</summary>
    public static void Run(ClusterParts parts, PartIndex index, FindingList findings)
    {
        Dictionary<(int Host, int Cpu), int> pinned = [];
        for (int i = 0; i < parts.Instances.Length; i++)
        {
            Instance instance = parts.Instances[i];
            if (instance.Placement.TryGet(out GuestPlacement? placement))
            {
                int host = index.Of(instance.Host);
                CheckCells(parts, host, placement, $"$.instances[{i}].placement", findings);
                CheckPins(host, i, placement, pinned, findings);
            }
        }

        for (int m = 0; m < parts.MovesInFlight.Length; m++)
        {
            MoveInFlight move = parts.MovesInFlight[m];
            int instance = index.Of(move.Instance);
            if (instance >= 0 && move.OtherPlacement.TryGet(out GuestPlacement? placement))
            {
                HostName? other = parts.Instances[instance].Host == move.Source ? move.Destination : move.Source;
                CheckCells(parts, other is { } name ? index.Of(name) : -1, placement, $"$.movesInFlight[{m}].otherPlacement", findings);
            }
        }
    }

    private static void CheckCells(ClusterParts parts, int host, GuestPlacement placement, string path, FindingList findings)
    {
        if (host < 0 || !parts.Hosts[host].Topology.TryGet(out HostTopology? topology))
        {
            return;
        }

        ImmutableArray<PlacedCell> cells = placement.Cells;
        for (int c = 0; c < cells.Length; c++)
        {
            HostCell? cell = topology.Cells.FirstOrDefault(cell => cell.Id == cells[c].HostCell);
            string cellPath = $"{path}.value.cells[{c}]";
            if (cell is null)
            {
                findings.Error("cluster.unknown-cell", $"{cellPath}.hostCell", $"the host has no cell {cells[c].HostCell}");
            }
            else if (cells[c].Pinning.Values.Any(cpu => !cell.Cpus.Contains(cpu)) || !cells[c].ReservedCpus.IsSubsetOf(cell.Cpus))
            {
                findings.Warn("cluster.pin-outside-cell", cellPath, $"a CPU is pinned that is not in cell {cell.Id} of the host");
            }
        }
    }

    private static void CheckPins(int host, int instance, GuestPlacement placement, Dictionary<(int Host, int Cpu), int> pinned, FindingList findings)
    {
        for (int c = 0; c < placement.Cells.Length; c++)
        {
            foreach (int cpu in placement.Cells[c].Pinning.Values)
            {
                if (!pinned.TryAdd((host, cpu), instance))
                {
                    findings.Warn(
                        "cluster.pin-shared",
                        $"$.instances[{instance}].placement.value.cells[{c}].pinning",
                        $"CPU {cpu} is pinned to the instance at $.instances[{pinned[(host, cpu)]}] too");
                    return;
                }
            }
        }
    }
}
