using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Numa;

namespace Rebalancer.OpenStack.Mapping;

/// <summary>Assumes which CPU is kept for the emulator's threads of a guest that isolates them, for no answer tells it.</summary>
/// <remarks>
/// Which one it is decides little; that one more is taken decides what fits and which cell Nova tries first. Nova takes the first that
/// the pins of the guest leave over. Source: <c>nova.virt.hardware._pack_instance_onto_cores</c>.
/// </remarks>
internal static class EmulatorCpus
{
    /// <summary>Whether guests of a flavor keep a CPU for their emulator.</summary>
    public static bool AreKept(Flavor flavor) => flavor.ExtraSpecs.GetValueOrDefault("hw:emulator_threads_policy") == "isolate";

    /// <summary>Whether a guest keeps a CPU for its emulator that nobody told.</summary>
    public static bool AreUntold(Instance instance) =>
        AreKept(instance.Flavor)
        && instance.Placement.TryGet(out GuestPlacement? placement) && !placement.Cells.IsEmpty
        && (instance.Placement.Source == FactSource.Assumed || placement.Cells[0].ReservedCpus.IsEmpty);

    /// <summary>The instances, with the CPUs that are assumed to be kept.</summary>
    public static ImmutableArray<Instance> Assume(
        ImmutableArray<Host> hosts, ImmutableArray<Instance> instances, ImmutableArray<MoveInFlight> moves, FindingList findings)
    {
        var cellsOf = hosts.ToDictionary(host => host.Name, host => host.Topology.TryGet(out HostTopology? topology)
            ? NumaHost.Of(topology, host.CpuSharedSet.ValueOr(null), host.CpuDedicatedSet.ValueOr(null)).Cells
            : []);
        Dictionary<(HostName Host, int Cell), CpuSet> used = [];
        var hostOf = instances.ToDictionary(instance => instance.Id, instance => instance.Host);
        foreach (Instance instance in instances)
        {
            Hold(instance.Host, instance.Placement);
        }

        foreach (MoveInFlight move in moves)
        {
            Hold(hostOf.GetValueOrDefault(move.Instance) == move.Source ? move.Destination : move.Source, move.OtherPlacement);
        }

        return [.. instances.Select(instance => AreUntold(instance) && cellsOf.ContainsKey(instance.Host) ? Assume(instance) : instance)];

        Instance Assume(Instance instance)
        {
            ImmutableArray<PlacedCell> placed = instance.Placement.Value.Cells;
            int cpu = cellsOf[instance.Host].FirstOrDefault(cell => cell.Id == placed[0].HostCell) is { } host
                ? FirstLeft(host, placed[0], used[(instance.Host, host.Id)])
                : -1;
            findings.Warning(
                "answers.unknown-fact", new Place(null, $"$.servers['{instance.Id}'].topology"),
                $"the CPU kept for the emulator's threads is in no answer; {(cpu < 0 ? "none" : $"CPU {cpu}")} is assumed; the facts file may give it (emulatorCpus)");
            if (cpu < 0)
            {
                return instance;
            }

            CpuSet kept = CpuSet.Of(cpu);
            Use(instance.Host, placed[0].HostCell, kept);
            return instance with { Placement = Fact.Assumed(new GuestPlacement(placed.SetItem(0, placed[0] with { ReservedCpus = kept }))) };
        }

        void Hold(HostName? host, Fact<GuestPlacement> placement)
        {
            foreach (PlacedCell cell in placement.ValueOr(new GuestPlacement([])).Cells)
            {
                Use(host ?? default, cell.HostCell, CpuSet.Of(cell.Pinning.Values).Union(cell.ReservedCpus));
            }
        }

        void Use(HostName host, int cell, CpuSet cpus) => used[(host, cell)] = (used.GetValueOrDefault((host, cell)) ?? CpuSet.Empty).Union(cpus);
    }

    /// <summary>The first CPU that nobody uses, of the cores that the guest is pinned on before all others; -1 where there is none.</summary>
    private static int FirstLeft(NumaHostCell host, PlacedCell guest, CpuSet used)
    {
        IEnumerable<CpuSet> cores = host.Siblings.Append(host.DedicatedCpus).OrderByDescending(core => core.Overlaps(CpuSet.Of(guest.Pinning.Values)) && host.Siblings.Contains(core));
        return cores.SelectMany(core => core.Intersect(host.DedicatedCpus).Except(used)).DefaultIfEmpty(-1).First();
    }
}
