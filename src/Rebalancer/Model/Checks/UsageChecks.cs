using Rebalancer.Findings;
using Rebalancer.Rules;

namespace Rebalancer.Model.Checks;

/// <summary>What Placement holds fits its inventories and belongs to somebody. Real clouds break this, so all are warnings.</summary>
internal static class UsageChecks
{
    /// <summary>Adds warnings for usage above capacity, usage without inventory, leaked and missing allocations.</summary>
    public static void Run(ClusterParts parts, PartIndex index, FindingList findings)
    {
        var used = new SortedDictionary<ResourceClass, long>[parts.Hosts.Length];
        for (int h = 0; h < used.Length; h++)
        {
            used[h] = [];
            foreach ((ResourceClass resourceClass, long amount) in parts.Hosts[h].OtherUsage)
            {
                Add(used[h], resourceClass, amount);
                if (amount > 0)
                {
                    findings.Warn(
                        "cluster.leaked-allocation",
                        $"$.hosts[{h}].otherUsage{JsonPlace.OfField(resourceClass.ToString())}",
                        $"{amount} of {resourceClass} are held by consumers that are no instance or migration of the snapshot");
                }
            }
        }

        AddInstances(parts, index, used, findings);
        foreach (MoveInFlight move in parts.MovesInFlight)
        {
            int instance = index.Of(move.Instance);
            HostName? other = instance < 0 ? null : parts.Instances[instance].Host == move.Source ? move.Destination : move.Source;
            if (other is { } name && index.Of(name) is >= 0 and var host)
            {
                foreach ((ResourceClass resourceClass, long amount) in move.OtherAllocations)
                {
                    Add(used[host], resourceClass, amount);
                }
            }
        }

        for (int h = 0; h < used.Length; h++)
        {
            Compare(parts.Hosts[h], used[h], $"$.hosts[{h}]", findings);
        }
    }

    private static void AddInstances(ClusterParts parts, PartIndex index, SortedDictionary<ResourceClass, long>[] used, FindingList findings)
    {
        bool isPlacementRead = parts.Instances.Any(instance => !instance.Allocations.IsEmpty);
        for (int i = 0; i < parts.Instances.Length; i++)
        {
            Instance instance = parts.Instances[i];
            int host = index.Of(instance.Host);
            foreach ((ResourceClass resourceClass, long amount) in instance.Allocations)
            {
                if (host >= 0)
                {
                    Add(used[host], resourceClass, amount);
                }
            }

            if (isPlacementRead && instance.Allocations.IsEmpty && instance.VmState == VmState.Active)
            {
                findings.Warn("cluster.no-allocation", $"$.instances[{i}]", "the instance is active but holds nothing in Placement; its request is counted instead");
            }
        }
    }

    private static void Compare(Host host, SortedDictionary<ResourceClass, long> used, string path, FindingList findings)
    {
        Dictionary<ResourceClass, int> rows = [];
        for (int i = 0; i < host.Inventories.Length; i++)
        {
            rows.TryAdd(host.Inventories[i].ResourceClass, i);
        }

        foreach ((ResourceClass resourceClass, long amount) in used)
        {
            if (!rows.TryGetValue(resourceClass, out int row))
            {
                if (amount > 0)
                {
                    findings.Warn("cluster.no-inventory", $"{path}.inventories", $"{amount} of {resourceClass} are in use, of which the host has no inventory");
                }

                continue;
            }

            long capacity = Capacity.Of(host.Inventories[row]);
            if (amount > capacity)
            {
                findings.Warn(
                    "cluster.above-capacity",
                    $"{path}.inventories[{row}]",
                    $"{amount} of {resourceClass} are in use; the capacity is {capacity}, so nothing more can arrive");
            }
        }
    }

    private static void Add(SortedDictionary<ResourceClass, long> used, ResourceClass resourceClass, long amount) =>
        used[resourceClass] = used.GetValueOrDefault(resourceClass) + amount;
}
