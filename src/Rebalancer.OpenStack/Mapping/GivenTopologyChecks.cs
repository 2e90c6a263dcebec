using Rebalancer.Model;
using Rebalancer.Numa;

namespace Rebalancer.OpenStack.Mapping;

/// <summary>Holds the given cells and CPU sets of a host against what Placement says of it.</summary>
/// <remarks>
/// Source: <c>nova.virt.libvirt.driver</c>: VCPU is the shared set or every CPU, PCPU the dedicated set, MEMORY_MB the sum of the cells.
/// </remarks>
internal static class GivenTopologyChecks
{
    /// <summary>Warns of each difference.</summary>
    public static void Run(Host host, Place place, FindingList findings)
    {
        if (!host.Topology.TryGet(out HostTopology? topology) || topology.Cells.IsEmpty)
        {
            return;
        }

        Compare(host, ResourceClass.MemoryMb, topology.Cells.Sum(cell => cell.MemoryMiB), "the memory of the given cells", place, findings);
        CpuSet online = topology.Cells.Aggregate(CpuSet.Empty, (sum, cell) => sum.Union(cell.Cpus));
        if (!host.CpuSharedSet.TryGet(out CpuSet? shared) | !host.CpuDedicatedSet.TryGet(out CpuSet? dedicated))
        {
            return;
        }

        foreach ((string option, CpuSet? set) in new[] { ("cpuSharedSet", shared), ("cpuDedicatedSet", dedicated) })
        {
            if (set is not null && !set.IsSubsetOf(online))
            {
                findings.Warning(
                    "facts.contradiction", place,
                    $"{option} of '{host.Name}' names CPUs that no given cell has: {set.Except(online)}");
            }
        }

        long vcpus = shared?.Count ?? (dedicated is null ? online.Count : 0);
        Compare(host, ResourceClass.Vcpu, vcpus, "the number of given shared CPUs", place, findings);
        Compare(host, ResourceClass.Pcpu, dedicated?.Count ?? 0, "the number of given dedicated CPUs", place, findings);
    }

    private static void Compare(Host host, ResourceClass resource, long given, string what, Place place, FindingList findings)
    {
        long total = host.Inventories.FirstOrDefault(inventory => inventory.ResourceClass == resource)?.Total ?? 0;
        if (total != given)
        {
            findings.Warning("facts.contradiction", place, $"{what} of '{host.Name}' is {given}, but Placement's {resource} is {total}");
        }
    }
}
