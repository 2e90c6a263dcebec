using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.OpenStack.Answers;
using Rebalancer.OpenStack.Facts;

namespace Rebalancer.OpenStack.Mapping;

/// <summary>Reads where the cells of a guest are on its host.</summary>
/// <remarks>The CPU that an isolated emulator keeps is in no answer; the facts file may give it, else <see cref="EmulatorCpus"/> assumes one.</remarks>
internal sealed class PlacementReader(CloudAnswers answers, FindingList findings)
{
    /// <summary>The placed cells, none for a floating guest; unknown where the topology was not answered in full.</summary>
    public Fact<GuestPlacement> Read(string id, Flavor flavor, InstanceFacts given)
    {
        if (!answers.Topologies.TryGetValue(id, out Located<TopologyAnswer>? topology))
        {
            findings.Warning(
                "answers.unknown-fact", new Place(null,
                $"$.servers['{id}'].topology"), "no topology was read: where the guest's cells are is unknown");
            return default;
        }

        List<PlacedCell> cells = [];
        for (int i = 0; i < topology.Value.Nodes.Count; i++)
        {
            Place place = topology.Place.At($".nodes[{i}]");
            if (topology.Value.Nodes[i] is not { HostNode: int hostCell } node)
            {
                findings.Warning("answers.unknown-fact", place, "the host's cell is hidden: where the guest's cells are is unknown");
                return default;
            }

            cells.Add(new PlacedCell { HostCell = hostCell, Pinning = ReadPinning(node, place), PageSizeKiB = topology.Value.PagesizeKb });
        }

        if (cells.Count > 0 && EmulatorCpus.AreKept(flavor) && given.EmulatorCpus.TryGet(out CpuSet? emulator))
        {
            cells[0] = cells[0] with { ReservedCpus = emulator };
        }

        return Fact.Read(new GuestPlacement([.. cells]));
    }

    private ImmutableSortedDictionary<int, int> ReadPinning(TopologyNode node, Place place)
    {
        var pinning = ImmutableSortedDictionary.CreateBuilder<int, int>();
        foreach ((string guest, int host) in node.CpuPinning ?? [])
        {
            if (int.TryParse(guest, NumberStyles.None, CultureInfo.InvariantCulture, out int guestCpu)
                && guestCpu <= CpuSet.MaxCpu && host is >= 0 and <= CpuSet.MaxCpu)
            {
                pinning[guestCpu] = host;
            }
            else
            {
                findings.Error(
                    "answers.malformed", place.At($".cpu_pinning['{guest}']"),
                    "the numbers of a guest's and a host's CPU should stand here");
            }
        }

        return pinning.ToImmutable();
    }
}
