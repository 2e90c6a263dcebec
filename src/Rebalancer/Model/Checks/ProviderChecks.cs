using Rebalancer.Findings;

namespace Rebalancer.Model.Checks;

/// <summary>What the providers of a host have together is what the host has.</summary>
internal static class ProviderChecks
{
    /// <summary>Adds an error per host whose inventories are not those of its providers.</summary>
    public static void Run(ClusterParts parts, FindingList findings)
    {
        for (int h = 0; h < parts.Hosts.Length; h++)
        {
            Host host = parts.Hosts[h];
            if (!host.Providers.IsEmpty && !ProviderPools.InventoriesOf(host.Providers).ToHashSet().SetEquals(host.Inventories))
            {
                string has = string.Join(", ", ProviderPools.InventoriesOf(host.Providers).Select(one => $"{one.Total} {one.ResourceClass}"));
                findings.Error(
                    "cluster.providers-disagree",
                    $"$.hosts[{h}].inventories",
                    $"the providers of the host have together other inventories: {Quoted.Plain(has)}");
            }
        }
    }
}
