using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Rebalancer.Cpu;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Rules;

namespace Rebalancer.Testing.Printing;

/// <summary>A cloud as a few tables that fit a test's output.</summary>
internal static class CloudTable
{
    private static readonly ImmutableArray<ResourceClass> Common = [ResourceClass.Vcpu, ResourceClass.Pcpu, ResourceClass.MemoryMb, ResourceClass.DiskGb];

    /// <summary>The tables: hosts with what is used of what they have, instances, groups, aggregates, moves in flight.</summary>
    public static string Of(Cluster cluster)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"cloud: Nova {Known(cluster.Options.NovaRelease)}, Placement {Known(cluster.Options.PlacementMajor)}\n");
        Hosts(cluster).WriteTo(text);
        Instances(cluster).WriteTo(text);
        TextTable groups = new("groups", "group", "policy", "members");
        foreach (ServerGroup group in cluster.ServerGroups)
        {
            string limit = group.Policy == GroupPolicy.AntiAffinity ? $" ({group.MaxServerPerHost} per host)" : "";
            groups.Add(group.Name, group.Policy + limit, string.Join(' ', group.Members.Select(member => NameOf(cluster, member))));
        }

        groups.WriteTo(text);
        TextTable aggregates = new("aggregates", "aggregate", "metadata", "hosts");
        foreach (Aggregate aggregate in cluster.Aggregates)
        {
            aggregates.Add(aggregate.Name, Pairs(aggregate.Metadata), string.Join(' ', aggregate.Hosts));
        }

        aggregates.WriteTo(text);
        TextTable moves = new("moves in flight", "instance", "kind", "status", "from", "to", "holds on the other host");
        foreach (MoveInFlight move in cluster.MovesInFlight)
        {
            moves.Add(
                NameOf(cluster, move.Instance), move.Kind.ToString(), move.Status, move.Source.Value, move.Destination?.Value ?? "?",
                string.Join(' ', move.OtherAllocations.Select(pair => $"{pair.Key}={pair.Value}")) + CellsOf(move.OtherPlacement, " "));
        }

        moves.WriteTo(text);
        return text.ToString();
    }

    /// <summary>The display name of an instance, or its id.</summary>
    public static string NameOf(Cluster cluster, InstanceId id) =>
        cluster.IndexOf(id) is >= 0 and var index && cluster.Instances[index].Name.Length > 0 ? cluster.Instances[index].Name : id.Value;

    private static TextTable Hosts(Cluster cluster)
    {
        TextTable hosts = new("hosts (used/capacity)", "host", "service", "cell", "CPU", "VCPU", "PCPU", "MEMORY_MB", "DISK_GB", "others", "shared", "dedicated", "cells", "devices", "storage", "traits");
        for (int i = 0; i < cluster.Hosts.Length; i++)
        {
            Host host = cluster.Hosts[i];
            SortedDictionary<ResourceClass, long> used = UsedOn(cluster, host);
            string Of(ResourceClass resourceClass)
            {
                Inventory? inventory = host.Inventories.FirstOrDefault(candidate => candidate.ResourceClass == resourceClass);
                long amount = used.GetValueOrDefault(resourceClass);
                return inventory is null ? amount == 0 ? "-" : $"{amount}/-" : $"{amount}/{Capacity.Of(inventory)}";
            }

            IEnumerable<ResourceClass> others = host.Inventories.Select(inventory => inventory.ResourceClass).Except(Common);
            hosts.Add(
                host.Name.Value,
                (host.Service.IsUp ? "up" : "down") + (host.Service.IsEnabled ? "" : ",disabled"),
                Known(host.Cell),
                host.Cpu.TryGet(out HostCpu? cpu) ? $"{cpu.Model}{(host.CpuMode == Fact.Given(CpuMode.HostModel) ? "" : $" ({Known(host.CpuMode)})")}" : "?",
                Of(ResourceClass.Vcpu), Of(ResourceClass.Pcpu), Of(ResourceClass.MemoryMb), Of(ResourceClass.DiskGb),
                string.Join(' ', others.Select(resourceClass => $"{resourceClass}={Of(resourceClass)}")),
                host.CpuSharedSet.IsKnown ? host.CpuSharedSet.Value?.ToString() ?? "-" : "?",
                host.CpuDedicatedSet.IsKnown ? host.CpuDedicatedSet.Value?.ToString() ?? "-" : "?",
                host.Topology.TryGet(out HostTopology? topology) ? string.Join(' ', topology.Cells.Select(CellOf)) : "?",
                host.PciPools.IsKnown ? string.Join(' ', host.PciPools.Value.Select(pool => $"{pool.Total}x{pool.ProductId}@{pool.NumaNode?.ToString(CultureInfo.InvariantCulture) ?? "-"}")) : "?",
                $"{Known(host.Storage.Backend)} {Known(host.Storage.SharedPathGroup)}",
                string.Join(' ', host.Traits));
        }

        return hosts;
    }

    private static TextTable Instances(Cluster cluster)
    {
        TextTable instances = new("instances", "name", "host", "state", "vCPUs", "MiB", "disks", "specs", "cells", "ports", "owner", "else");
        foreach (Instance instance in cluster.Instances)
        {
            instances.Add(
                instance.Name,
                instance.Host.Value,
                $"{instance.VmState}{(instance.TaskState is null ? "" : $",{instance.TaskState}")}{(instance.PowerState == PowerState.Running ? "" : $",{instance.PowerState}")}",
                instance.Flavor.Vcpus.ToString(CultureInfo.InvariantCulture),
                instance.Flavor.MemoryMiB.ToString(CultureInfo.InvariantCulture),
                (instance.IsVolumeBacked.ValueOr(false) ? "volume " : "") + string.Join('+', instance.Disks.Select(disk => $"{disk.SizeMiB}M")),
                Pairs(instance.Flavor.ExtraSpecs),
                CellsOf(instance.Placement, ""),
                instance.Ports.IsKnown ? string.Join(' ', instance.Ports.Value.Select(port => port.VnicType)) : "?",
                instance.Policy.TryGet(out OwnerPolicy? policy) ? $"{policy.Moves}{(policy.NotBefore is { } moment ? $" from {moment:yyyy-MM-dd}" : "")}" : "",
                Else(instance));
        }

        return instances;
    }

    private static string Else(Instance instance)
    {
        List<string> parts = [];
        void Add(bool holds, string text)
        {
            if (holds)
            {
                parts.Add(text);
            }
        }

        Add(instance.IsLocked, "locked");
        Add(instance.ConfigDrive.ValueOr(ConfigDrive.None) != ConfigDrive.None, $"config drive {instance.ConfigDrive.ValueOr(ConfigDrive.None)}");
        Add(instance.PinnedZone.ValueOr(null) is not null, $"pinned to {instance.PinnedZone.ValueOr(null)}");
        Add(instance.HasShare.ValueOr(false), "share");
        Add(instance.GuestCpu.ValueOr(null) is not null, $"CPU {instance.GuestCpu.ValueOr(null)?.Model}");
        foreach ((string hint, ImmutableArray<string> about) in instance.SchedulerHints.ValueOr(ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty))
        {
            parts.Add($"{hint} {string.Join(' ', about.Select(id => id[..Math.Min(8, id.Length)]))}");
        }

        Add(!instance.Image.Properties.ValueOr(ImmutableSortedDictionary<string, string>.Empty).IsEmpty, Pairs(instance.Image.Properties.ValueOr(ImmutableSortedDictionary<string, string>.Empty)));
        parts.AddRange(instance.Tags);
        return string.Join(", ", parts);
    }

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

    private static string CellsOf(Fact<GuestPlacement> placement, string before) => placement.TryGet(out GuestPlacement? known)
        ? before + string.Join(' ', known.Cells.Select(cell => $"{cell.HostCell}:{CpuSet.Of(cell.Pinning.Values.Concat(cell.ReservedCpus))}{(cell.PageSizeKiB is { } size ? $"/{size}K" : "")}"))
        : "";

    private static string Pairs(ImmutableSortedDictionary<string, string> pairs) => string.Join(' ', pairs.Select(pair => $"{pair.Key}={pair.Value}"));

    private static string Known<T>(Fact<T> fact) => fact.IsKnown ? string.Create(CultureInfo.InvariantCulture, $"{fact.Value}") : "?";
}
