using System.Globalization;
using System.Text.Json;
using Rebalancer.OpenStack.Answers;

namespace Rebalancer.OpenStack.Live;

/// <summary>Reads again what changed while the cloud was read, until nothing does or it has been tried often enough.</summary>
/// <remarks>
/// The moment to ask from is the newest change that the list of servers itself tells: that is the cloud's own clock. What still
/// changes in the last round, and what does not match without changing, is left to findings.
/// </remarks>
internal sealed class Consistency(CloudReader reader, LiveAnswers answers, FindingList findings)
{
    private const int MostRounds = 4;

    // Clocks of a cloud's machines differ by some seconds, and Nova's changes are told to the second.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    private readonly HashSet<string> reread = new(StringComparer.Ordinal);

    /// <summary>Runs the rounds.</summary>
    public async Task EnsureAsync(CancellationToken cancellation)
    {
        HashSet<string> doubtful = AllocationDoubts.Hosts(answers);
        for (int round = 0; round < MostRounds; round++)
        {
            Dictionary<string, string> migrations = OpenMigrations();
            HashSet<string> hosts = [.. doubtful];
            List<string> servers = await ReadChangedServersAsync(hosts, cancellation);
            await reader.ReadMigrationsAsync(cancellation);
            AddHostsOfChanged(migrations, hosts);
            if (hosts.Count == 0 && servers.Count == 0)
            {
                return;
            }

            await Task.WhenAll(ProvidersOf(hosts).Select(provider => reader.ReadProviderAsync(provider, cancellation)));
            reread.UnionWith(hosts);

            // A doubt that survives a second reading without any change is a fact of the cloud, such as a leaked allocation.
            doubtful = [.. AllocationDoubts.Hosts(answers).Where(host => !reread.Contains(host) || servers.Count > 0)];
            if (round == MostRounds - 1 && servers.Count > 0)
            {
                WarnOfChanging(servers);
            }
        }
    }

    /// <summary>Takes over the servers that are not as they were; adds the hosts that they were and are on.</summary>
    /// <returns>Their ids.</returns>
    private async Task<List<string>> ReadChangedServersAsync(HashSet<string> hosts, CancellationToken cancellation)
    {
        LiveList known = answers.List("compute", CloudReader.ServersPath, "servers");
        if (NewestChange(known) is not string since || await reader.ReadServersSinceAsync(since, cancellation) is not { } latest)
        {
            return [];
        }

        List<string> changed = [];
        List<string> created = [];
        foreach ((string id, JsonElement server) in latest.ById)
        {
            JsonElement before = known[id];
            bool isGone = server.TextOf("status") is "DELETED" or "SOFT_DELETED" && server.TextOf("OS-EXT-STS:vm_state") == "deleted";
            if (isGone ? before.ValueKind == JsonValueKind.Undefined : State(before) == State(server))
            {
                continue;
            }

            changed.Add(id);
            AddHost(before, hosts);
            AddHost(server, hosts);
            if (isGone)
            {
                known.Remove(id);
                answers.Forget("compute", CloudReader.TopologyPath(id));
            }
            else if (known.Put(server))
            {
                created.Add(id);
            }
        }

        if (changed.Count > 0)
        {
            await reader.ReadPartsOfServersAsync([.. changed.Except(created).Where(id => known[id].ValueKind != JsonValueKind.Undefined)], areNew: false, cancellation);
            await reader.ReadPartsOfServersAsync(created, areNew: true, cancellation);
            await reader.ReadGroupsAsync(cancellation);
        }

        return changed;
    }

    private void AddHostsOfChanged(Dictionary<string, string> before, HashSet<string> hosts)
    {
        Dictionary<string, string> after = OpenMigrations();
        LiveList migrations = answers.List("compute", CloudReader.MigrationsPath, "migrations");
        foreach (string id in before.Keys.Union(after.Keys).Where(id => before.GetValueOrDefault(id) != after.GetValueOrDefault(id)))
        {
            foreach (string key in (ReadOnlySpan<string>)["source_compute", "dest_compute"])
            {
                if (migrations[id].TextOf(key) is { Length: > 0 } host)
                {
                    hosts.Add(host);
                }
            }
        }
    }

    private Dictionary<string, string> OpenMigrations() => answers.List("compute", CloudReader.MigrationsPath, "migrations").ById
        .Where(migration => AllocationDoubts.IsOpen(migration.Value))
        .ToDictionary(migration => migration.Key, migration => $"{migration.Value.TextOf("status")} {migration.Value.TextOf("dest_compute")}", StringComparer.Ordinal);

    private IEnumerable<string> ProvidersOf(HashSet<string> hosts)
    {
        LiveList hypervisors = answers.List("compute", CloudReader.HypervisorsPath, "hypervisors");
        HashSet<string> roots = [.. hypervisors.ById
            .Where(hypervisor => hypervisor.Value.ObjectOf("service")?.TextOf("host") is string host && hosts.Contains(host))
            .Select(hypervisor => hypervisor.Key)];
        return answers.List("placement", CloudReader.ProvidersPath, "resource_providers").ById
            .Where(provider => provider.Value.TextOf("root_provider_uuid") is string root && roots.Contains(root))
            .Select(provider => provider.Key);
    }

    private void WarnOfChanging(List<string> servers)
    {
        LiveList known = answers.List("compute", CloudReader.ServersPath, "servers");
        foreach (string id in servers)
        {
            findings.Warning(
                "answers.changing", new Place(null, $"$.servers['{id}']"),
                $"'{known[id].TextOf("name") ?? id}' went on changing while the cloud was read; what is said of it and its hosts may be of different moments");
        }
    }

    private static void AddHost(JsonElement server, HashSet<string> hosts)
    {
        if (server.TextOf("OS-EXT-SRV-ATTR:host") is { Length: > 0 } host)
        {
            hosts.Add(host);
        }
    }

    /// <summary>What of a server matters to a cluster and changes by itself.</summary>
    private static (string?, string?, string?, string?, string?) State(JsonElement server) => (
        server.TextOf("updated"), server.TextOf("status"), server.TextOf("OS-EXT-SRV-ATTR:host"),
        server.TextOf("OS-EXT-STS:vm_state"), server.TextOf("OS-EXT-STS:task_state"));

    private static string? NewestChange(LiveList servers)
    {
        DateTimeOffset newest = DateTimeOffset.MinValue;
        foreach ((_, JsonElement server) in servers.ById)
        {
            if (DateTimeOffset.TryParse(server.TextOf("updated"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset moment)
                && moment > newest)
            {
                newest = moment;
            }
        }

        return newest == DateTimeOffset.MinValue ? null : (newest - Margin).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
    }
}
