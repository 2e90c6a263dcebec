using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Cpu;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Rules;

namespace Rebalancer.Testing.Printing;

/// <summary>The hosts of a cloud with what is used of them.</summary>
internal static class HostTable
{
    private static readonly ImmutableArray<ResourceClass> Common = [ResourceClass.Vcpu, ResourceClass.Pcpu, ResourceClass.MemoryMb, ResourceClass.DiskGb];

    /// <summary>The table.</summary>
    public static TextTable Of(Cluster cluster)
    {
        TextTable hosts = new(
            "hosts (used/capacity)", "host", "service", "cell", "CPU", "VCPU", "PCPU", "MEMORY_MB", "DISK_GB", "others", "shared", "dedicated",
            "cells", "devices", "storage", "traits");
        for (int i = 0; i < cluster.Hosts.Length; i++)
        {
            Host host = cluster.Hosts[i];
            SortedDictionary<ResourceClass, long> used = UsedOn(cluster, host);
            string Usage(ResourceClass resourceClass)
            {
                Inventory? inventory = host.Inventories.FirstOrDefault(candidate => candidate.ResourceClass == resourceClass);
                long amount = used.GetValueOrDefault(resourceClass);
                return inventory is null ? amount == 0 ? "-" : $"{amount}/-" : $"{amount}/{Capacity.Of(inventory)}";
            }

            IEnumerable<ResourceClass> others = host.Inventories.Select(inventory => inventory.ResourceClass).Except(Common);
            hosts.Add(
                host.Name.Value,
                (host.Service.IsUp ? "up" : "down") + (host.Service.IsEnabled ? "" : ",disabled"),
                CloudTable.Known(host.Cell),
                CpuOf(host),
                Usage(ResourceClass.Vcpu), Usage(ResourceClass.Pcpu), Usage(ResourceClass.MemoryMb), Usage(ResourceClass.DiskGb),
                string.Join(' ', others.Select(resourceClass => $"{resourceClass}={Usage(resourceClass)}")),
                host.CpuSharedSet.IsKnown ? host.CpuSharedSet.Value?.ToString() ?? "-" : "?",
                host.CpuDedicatedSet.IsKnown ? host.CpuDedicatedSet.Value?.ToString() ?? "-" : "?",
                host.Topology.TryGet(out HostTopology? topology) ? string.Join(' ', topology.Cells.Select(CellOf)) : "?",
                host.PciPools.TryGet(out ImmutableArray<PciPool> pools) ? string.Join(' ', pools.Select(PoolOf)) : "?",
                $"{CloudTable.Known(host.Storage.Backend)} {CloudTable.Known(host.Storage.SharedPathGroup)}",
                string.Join(' ', host.Traits));
        }

        return hosts;
    }

    private static string CpuOf(Host host)
    {
        string mode = host.CpuMode == Fact.Given(CpuMode.HostModel) ? "" : $" ({CloudTable.Known(host.CpuMode)})";
        return host.Cpu.TryGet(out HostCpu? cpu) ? cpu.Model + mode : "?";
    }

    private static string PoolOf(PciPool pool) =>
        $"{pool.Total}x{pool.ProductId}@{pool.NumaNode?.ToString(CultureInfo.InvariantCulture) ?? "-"}";

    private static SortedDictionary<ResourceClass, long> UsedOn(Cluster cluster, Host host)
    {
        SortedDictionary<ResourceClass, long> used = [];
        void Add(ImmutableSortedDictionary<ResourceClass, long> amounts)
        {
            foreach ((ResourceClass resourceClass, long amount) in amounts)
            {
                used[resourceClass] = used.GetValueOrDefault(resourceClass) + amount;
            }
        }

        Add(host.OtherUsage);
        foreach (int instance in cluster.InstancesOn(cluster.IndexOf(host.Name)))
        {
            Add(cluster.Instances[instance].Allocations);
        }

        foreach (MoveInFlight move in cluster.MovesInFlight)
        {
            HostName at = cluster.Instances[cluster.IndexOf(move.Instance)].Host;
            if (at != host.Name && (move.Source == host.Name || move.Destination == host.Name))
            {
                Add(move.OtherAllocations);
            }
        }

        return used;
    }

    private static string CellOf(HostCell cell) =>
        $"[{cell.Id}: {cell.Cpus}; {cell.MemoryMiB}M; {string.Join(' ', cell.Pages.Select(pool => $"{pool.Total - pool.Reserved}x{pool.SizeKiB}K"))}]";
}
