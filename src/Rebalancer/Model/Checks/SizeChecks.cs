using Rebalancer.Findings;

namespace Rebalancer.Model.Checks;

/// <summary>A state keeps a number per host and resource class; the table must fit the memory.</summary>
internal static class SizeChecks
{
    private const long MostCells = 100_000_000;

    /// <summary>Adds an error where the table of what each host holds would not fit.</summary>
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
        if ((long)parts.Hosts.Length * classes.Count > MostCells)
        {
            findings.Error("cluster.too-large", "$", $"{parts.Hosts.Length} hosts times {classes.Count} resource classes are more than {MostCells}");
        }
    }
}
