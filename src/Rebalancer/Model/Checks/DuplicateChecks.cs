using System.Collections.Immutable;
using Rebalancer.Findings;

namespace Rebalancer.Model.Checks;

/// <summary>What must be unique occurs once.</summary>
internal static class DuplicateChecks
{
    /// <summary>Adds an error per repeated name; empty names, which stand for unreadable ones, do not count.</summary>
    public static void Run(ClusterParts parts, FindingList findings)
    {
        Check(parts.Hosts, host => host.Name.ToString(), "host", i => $"$.hosts[{i}].name", findings);
        Check(parts.Instances, instance => instance.Id.ToString(), "instance", i => $"$.instances[{i}].id", findings);
        Check(parts.ServerGroups, group => group.Id.ToString(), "group", i => $"$.serverGroups[{i}].id", findings);
        Check(parts.Aggregates, aggregate => aggregate.Id, "aggregate", i => $"$.aggregates[{i}].id", findings);
        Check(parts.MovesInFlight, move => move.MigrationId, "migration", i => $"$.movesInFlight[{i}].migrationId", findings);
        Check(parts.Options.Links, link => link.Name, "link", i => $"$.options.links[{i}].name", findings);
        for (int h = 0; h < parts.Hosts.Length; h++)
        {
            int host = h;
            Check(
                parts.Hosts[h].Inventories,
                inventory => inventory.ResourceClass.ToString(),
                "inventory",
                i => $"$.hosts[{host}].inventories[{i}].resourceClass",
                findings);
        }
    }

    private static void Check<T>(ImmutableArray<T> items, Func<T, string> nameOf, string kind, Func<int, string> pathOf, FindingList findings)
    {
        Dictionary<string, int> first = new(StringComparer.Ordinal);
        for (int i = 0; i < items.Length; i++)
        {
            string name = nameOf(items[i]);
            if (name.Length > 0 && !first.TryAdd(name, i))
            {
                findings.Error($"cluster.duplicate-{kind}", pathOf(i), $"{Quoted.Of(name)} stands at {pathOf(first[name])} already");
            }
        }
    }
}
