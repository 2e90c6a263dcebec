using Rebalancer.Findings;

namespace Rebalancer.Model.Checks;

/// <summary>A state keeps a number per host and resource class, and per host and group; both tables must fit the memory.</summary>
internal static class SizeChecks
{
    private const long MostCells = 100_000_000;

    /// <summary>Adds an error where a table would not fit.</summary>
    public static void Run(ClusterParts parts, FindingList findings)
    {
        HashSet<ResourceClass> classes = [];
        foreach (Host host in parts.Hosts)
        {
            classes.UnionWith(host.Inventories.Select(inventory => inventory.ResourceClass));
            classes.UnionWith(host.OtherUsage.Keys);
        }

        classes.UnionWith(parts.Instances.SelectMany(instance => instance.Allocations.Keys));
        classes.UnionWith(parts.MovesInFlight.SelectMany(move => move.OtherAllocations.Keys));
        CheckProduct(parts.Hosts.Length, classes.Count, "resource classes", findings);
        CheckProduct(parts.Hosts.Length, parts.ServerGroups.Length, "server groups", findings);
    }

    private static void CheckProduct(long hosts, long others, string name, FindingList findings)
    {
        if (hosts * others > MostCells)
        {
            findings.Error("cluster.too-large", "$", $"{hosts} hosts times {others} {name} are more than {MostCells}");
        }
    }
}
