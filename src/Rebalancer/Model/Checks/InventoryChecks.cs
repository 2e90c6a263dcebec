using System.Collections.Immutable;
using Rebalancer.Findings;

namespace Rebalancer.Model.Checks;

/// <summary>The amounts of an inventory agree with each other.</summary>
/// <remarks>Source: Placement's checks of an inventory; rules.md section 3.</remarks>
internal static class InventoryChecks
{
    /// <summary>Adds an error where more is reserved than there is, and a warning where no request can be granted.</summary>
    public static void Run(ClusterParts parts, FindingList findings)
    {
        for (int h = 0; h < parts.Hosts.Length; h++)
        {
            ImmutableArray<Inventory> inventories = parts.Hosts[h].Inventories;
            for (int i = 0; i < inventories.Length; i++)
            {
                Inventory inventory = inventories[i];
                if (inventory.Reserved > inventory.Total)
                {
                    findings.Error(
                        "cluster.reserved-above-total",
                        $"$.hosts[{h}].inventories[{i}].reserved",
                        $"{inventory.Reserved} of {Quoted.Plain(inventory.ResourceClass.ToString())} are reserved; there are {inventory.Total}");
                }

                if (inventory.MinUnit > inventory.MaxUnit)
                {
                    findings.Warn(
                        "cluster.min-above-max",
                        $"$.hosts[{h}].inventories[{i}].minUnit",
                        $"the smallest request for {Quoted.Plain(inventory.ResourceClass.ToString())}, {inventory.MinUnit}, is larger than the largest, {inventory.MaxUnit}, so no instance can ask for it");
                }
            }
        }
    }
}
