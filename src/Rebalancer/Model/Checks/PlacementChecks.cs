using System.Collections.Immutable;
using Rebalancer.Findings;
using Rebalancer.Numa;

namespace Rebalancer.Model.Checks;

/// <summary>The guest cells of all instances can be on their hosts together, as the snapshot places them.</summary>
/// <remarks>No API tells placements, so a contradiction is a mistake in what was given, not the state of a cloud.</remarks>
internal static class PlacementChecks
{
    /// <summary>Adds an error for a cell that is not there, for pins that clash, and for guests with another number of cells.</summary>
    public static void Run(ClusterParts parts, PartIndex index, FindingList findings)
    {
        var hosts = new NumaHost?[parts.Hosts.Length];
        var usages = new NumaUsage?[parts.Hosts.Length];
        for (int h = 0; h < hosts.Length; h++)
        {
            Host host = parts.Hosts[h];
            if (host.Topology.TryGet(out HostTopology? topology))
            {
                hosts[h] = NumaHost.Of(topology, host.CpuSharedSet.ValueOr(null), host.CpuDedicatedSet.ValueOr(null));
                usages[h] = NumaUsage.None(hosts[h]!);
            }
        }

        void Place(Instance instance, int host, Fact<GuestPlacement> placement, string path)
        {
            if (host >= 0 && hosts[host] is { } cells && placement.TryGet(out GuestPlacement? known) && !findings.IsFull(Severity.Error))
            {
                usages[host] = After(usages[host]!, cells, instance, known, path, findings);
            }
        }

        for (int i = 0; i < parts.Instances.Length; i++)
        {
            Instance instance = parts.Instances[i];
            Place(instance, index.Of(instance.Host), instance.Placement, $"$.instances[{i}].placement");
        }

        for (int m = 0; m < parts.MovesInFlight.Length; m++)
        {
            MoveInFlight move = parts.MovesInFlight[m];
            if (index.Of(move.Instance) is >= 0 and var i)
            {
                HostName? other = parts.Instances[i].Host == move.Source ? move.Destination : move.Source;
                Place(parts.Instances[i], other is { } name ? index.Of(name) : -1, move.OtherPlacement, $"$.movesInFlight[{m}].otherPlacement");
            }
        }
    }

    private static NumaUsage After(NumaUsage usage, NumaHost host, Instance instance, GuestPlacement placement, string path, FindingList findings)
    {
        bool isKnown = true;
        for (int c = 0; c < placement.Cells.Length; c++)
        {
            int cell = placement.Cells[c].HostCell;
            if (!host.Cells.Any(known => known.Id == cell))
            {
                findings.Error("cluster.unknown-cell", $"{path}.value.cells[{c}].hostCell", $"the host has no cell {cell}");
                isKnown = false;
            }
        }

        GuestTopology? guest = GuestConstraints.Of(instance.Flavor, instance.Image.Properties.ValueOr(ImmutableSortedDictionary<string, string>.Empty)).Topology;
        if (guest is null || !isKnown)
        {
            return usage;
        }

        if (guest.Cells.Length != placement.Cells.Length)
        {
            findings.Error(
                "cluster.placement-cells",
                $"{path}.value.cells",
                $"{placement.Cells.Length} cells are placed; flavor and image ask for {guest.Cells.Length}");
            return usage;
        }

        if (usage.TryPlace(host, guest, placement, out NumaUsage? after, out PinningConflict? conflict))
        {
            return after;
        }

        findings.Error("cluster.pin-conflict", $"{path}.value", conflict.Message);
        return usage;
    }
}
