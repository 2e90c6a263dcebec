using System.Text.Json;
using Rebalancer.OpenStack.Answers;

namespace Rebalancer.OpenStack.Live;

/// <summary>Finds the hosts of which Nova and Placement say different things at this moment.</summary>
internal static class AllocationDoubts
{
    /// <summary>The hosts where somebody unexplained holds something, or where an instance holds nothing.</summary>
    public static HashSet<string> Hosts(LiveAnswers answers)
    {
        Dictionary<string, HashSet<string>> expected = new(StringComparer.Ordinal);
        Dictionary<string, HashSet<string>> allowed = new(StringComparer.Ordinal);
        foreach ((string id, JsonElement server) in answers.List("compute", CloudReader.ServersPath, "servers").ById)
        {
            if (server.TextOf("OS-EXT-SRV-ATTR:host") is { Length: > 0 } host && server.TextOf("OS-EXT-STS:vm_state") != "shelved_offloaded")
            {
                Add(expected, host, id);
            }
        }

        foreach ((string id, JsonElement migration) in answers.List("compute", CloudReader.MigrationsPath, "migrations").ById.Where(pair => IsOpen(pair.Value)))
        {
            foreach (string key in (ReadOnlySpan<string>)["source_compute", "dest_compute"])
            {
                if (migration.TextOf(key) is { Length: > 0 } host)
                {
                    Add(allowed, host, id);
                    Add(allowed, host, migration.TextOf("instance_uuid") ?? "");
                }
            }
        }

        HashSet<string> doubtful = new(StringComparer.Ordinal);
        foreach ((string host, HashSet<string> holders) in Holders(answers))
        {
            HashSet<string> known = expected.GetValueOrDefault(host) ?? [];
            HashSet<string> moving = allowed.GetValueOrDefault(host) ?? [];
            if (known.Any(id => !holders.Contains(id) && !moving.Contains(id)) || holders.Any(id => !known.Contains(id) && !moving.Contains(id)))
            {
                doubtful.Add(host);
            }
        }

        return doubtful;
    }

    /// <summary>Whether a migration still holds something or may come to do so.</summary>
    public static bool IsOpen(JsonElement migration) =>
        migration.TextOf("status") is not ("completed" or "confirmed" or "reverted" or "error" or "failed" or "cancelled");

    /// <summary>The consumers on each host whose allocations were answered.</summary>
    private static Dictionary<string, HashSet<string>> Holders(LiveAnswers answers)
    {
        Dictionary<string, HashSet<string>> holders = new(StringComparer.Ordinal);
        LiveList hypervisors = answers.List("compute", CloudReader.HypervisorsPath, "hypervisors");
        foreach ((string id, JsonElement provider) in answers.List("placement", CloudReader.ProvidersPath, "resource_providers").ById)
        {
            if (provider.TextOf("root_provider_uuid") is string root
                && hypervisors[root].ObjectOf("service")?.TextOf("host") is string host
                && answers.Body("placement", CloudReader.PartPath(id, "allocations")).ObjectOf("allocations") is { } allocations)
            {
                foreach (JsonProperty consumer in allocations.EnumerateObject())
                {
                    Add(holders, host, consumer.Name);
                }

                holders.TryAdd(host, []);
            }
        }

        return holders;
    }

    private static void Add(Dictionary<string, HashSet<string>> map, string key, string value)
    {
        if (!map.TryGetValue(key, out HashSet<string>? values))
        {
            map[key] = values = new HashSet<string>(StringComparer.Ordinal);
        }

        values.Add(value);
    }
}
