using System.Collections.Immutable;
using System.Text.Json;

namespace Rebalancer.OpenStack.IntegrationTests;

/// <summary>What Nova and Placement say of the lab, read without the library: where it stands before a run, and whether it is sound after.</summary>
/// <param name="Servers">Every server by its id.</param>
/// <param name="Services">The compute services by host.</param>
internal sealed record LabState(ImmutableSortedDictionary<string, LabServer> Servers, ImmutableSortedDictionary<string, string> Services)
{
    private static readonly (string Class, string FlavorKey)[] Resources = [("VCPU", "vcpus"), ("MEMORY_MB", "ram"), ("DISK_GB", "disk")];

    /// <summary>Where each server is, in the order of their ids.</summary>
    public IEnumerable<string> Hosts => Servers.Values.Select(server => server.Host);

    /// <summary>The names of the servers on a host.</summary>
    public IEnumerable<string> NamesOn(string host) => Servers.Values.Where(server => server.Host == host).Select(server => server.Name).Order(StringComparer.Ordinal);

    /// <summary>The server of that name.</summary>
    public LabServer Named(string name) => Servers.Values.Single(server => server.Name == name);

    /// <summary>Reads it.</summary>
    public static async Task<LabState> ReadAsync(Lab lab)
    {
        JsonElement servers = (await lab.GetAsync("/servers/detail?all_tenants=True")).GetProperty("servers");
        JsonElement services = (await lab.GetAsync("/os-services?binary=nova-compute")).GetProperty("services");
        return new LabState(
            servers.EnumerateArray().Select(LabServer.Of).ToImmutableSortedDictionary(server => server.Id, server => server, StringComparer.Ordinal),
            services.EnumerateArray().ToImmutableSortedDictionary(
                service => service.GetProperty("host").GetString()!,
                service => string.Join(
                    ", ", service.GetProperty("status").GetString(), service.GetProperty("state").GetString(),
                    $"forced down {service.GetProperty("forced_down").GetBoolean()}", $"reason '{service.GetProperty("disabled_reason").GetString()}'"),
                StringComparer.Ordinal));
    }

    /// <summary>
    /// The lab after a run that began here: no server lost, none in error that was not before, none with a task or a migration, none where
    /// its group forbids it, Placement holds what the servers are and nothing else, and the services are as they were.
    /// </summary>
    /// <param name="lab">The lab.</param>
    /// <param name="deleted">Names of servers that somebody deleted on the way.</param>
    public async Task<LabState> AssertSoundAsync(Lab lab, params string[] deleted)
    {
        LabState now = await ReadAsync(lab);
        Assert.Equal(Servers.Values.Where(server => !deleted.Contains(server.Name)).Select(server => server.Id), now.Servers.Keys);
        Assert.All(now.Servers.Values, server =>
        {
            Assert.True(server.Status != "ERROR" || Servers[server.Id].Status == "ERROR", $"{server.Name} is in error");
            Assert.True(server.Task is null, $"{server.Name} has the task {server.Task}");
        });
        Assert.Equal(Services, now.Services);
        await now.AssertGroupsAsync(lab);
        await now.AssertAllocationsAsync(lab);
        string[] inFlight =
        [
            .. (await lab.GetAsync("/os-migrations")).GetProperty("migrations").EnumerateArray()
                .Where(migration => now.Servers.ContainsKey(migration.GetProperty("instance_uuid").GetString()!))
                .Select(migration => migration.GetProperty("status").GetString()!)
                .Where(status => status is not ("completed" or "confirmed" or "reverted" or "error" or "failed" or "cancelled" or "done")),
        ];
        Assert.Empty(inFlight);
        return now;
    }

    /// <summary>What Placement holds for none of these servers: for whom, on which host, how much.</summary>
    public async Task<(string Consumer, string Host, string Amounts)[]> LeaksAsync(Lab lab)
    {
        List<(string Consumer, string Host, string Amounts)> leaks = [];
        foreach ((string id, string host) in await HostsAsync(lab))
        {
            JsonElement held = (await lab.GetPlacementAsync($"/resource_providers/{id}/allocations")).GetProperty("allocations");
            leaks.AddRange(held.EnumerateObject().Where(one => !Servers.ContainsKey(one.Name))
                .Select(one => (one.Name, host, LabServer.Text(AmountsOf(one.Value.GetProperty("resources"))))));
        }

        return [.. leaks.Order()];
    }

    private async Task AssertGroupsAsync(Lab lab)
    {
        foreach (JsonElement group in (await lab.GetAsync("/os-server-groups?all_projects=True")).GetProperty("server_groups").EnumerateArray())
        {
            string[] hosts =
            [
                .. group.GetProperty("members").EnumerateArray().Select(member => member.GetString()!)
                    .Where(Servers.ContainsKey).Select(member => Servers[member].Host),
            ];
            int different = hosts.Distinct().Count();
            string policy = group.GetProperty("policy").GetString()!;
            Assert.True(policy != "anti-affinity" || different == hosts.Length, $"{group}: on {string.Join(", ", hosts)}");
            Assert.True(policy != "affinity" || different <= 1, $"{group}: on {string.Join(", ", hosts)}");
        }
    }

    private async Task AssertAllocationsAsync(Lab lab)
    {
        Dictionary<string, string> hosts = await HostsAsync(lab);
        foreach (LabServer server in Servers.Values)
        {
            JsonElement held = (await lab.GetPlacementAsync($"/allocations/{server.Id}")).GetProperty("allocations");
            JsonProperty provider = Assert.Single(held.EnumerateObject());
            Assert.Equal((server.Name, server.Host), (server.Name, hosts[provider.Name]));
            Assert.Equal(server.Resources, AmountsOf(provider.Value.GetProperty("resources")));
        }

        foreach ((string id, string host) in hosts)
        {
            JsonElement usages = (await lab.GetPlacementAsync($"/resource_providers/{id}/usages")).GetProperty("usages");
            foreach ((string resource, _) in Resources)
            {
                Assert.Equal(
                    (host, resource, Servers.Values.Where(server => server.Host == host).Sum(server => server.Resources.GetValueOrDefault(resource))),
                    (host, resource, usages.GetProperty(resource).GetInt64()));
            }
        }
    }

    /// <summary>The names of the hosts by the ids that Placement has for them.</summary>
    private static async Task<Dictionary<string, string>> HostsAsync(Lab lab) =>
        (await lab.GetPlacementAsync("/resource_providers")).GetProperty("resource_providers").EnumerateArray()
            .ToDictionary(provider => provider.GetProperty("uuid").GetString()!, provider => provider.GetProperty("name").GetString()!);

    internal static ImmutableSortedDictionary<string, long> ResourcesOf(JsonElement flavor) =>
        Resources.ToImmutableSortedDictionary(pair => pair.Class, pair => flavor.GetProperty(pair.FlavorKey).GetInt64(), StringComparer.Ordinal);

    private static ImmutableSortedDictionary<string, long> AmountsOf(JsonElement resources) =>
        resources.EnumerateObject().ToImmutableSortedDictionary(resource => resource.Name, resource => resource.Value.GetInt64(), StringComparer.Ordinal);
}

/// <summary>A server as Nova tells it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Host">Where it is; empty for nowhere.</param>
/// <param name="Status">Its status, such as ACTIVE.</param>
/// <param name="Task">Its task, or <c>null</c>.</param>
/// <param name="IsLocked">Whether it is locked.</param>
/// <param name="Metadata">What the lab's driver is told of it, as <c>key=value</c>.</param>
/// <param name="Resources">What its flavor takes.</param>
internal sealed record LabServer(
    string Id, string Name, string Host, string Status, string? Task, bool IsLocked, string Metadata, ImmutableSortedDictionary<string, long> Resources)
{
    public static LabServer Of(JsonElement server) => new(
        server.GetProperty("id").GetString()!,
        server.GetProperty("name").GetString()!,
        server.GetProperty("OS-EXT-SRV-ATTR:host").GetString() ?? "",
        server.GetProperty("status").GetString()!,
        server.GetProperty("OS-EXT-STS:task_state").GetString(),
        server.GetProperty("locked").GetBoolean(),
        Metadatas(server.GetProperty("metadata")),
        LabState.ResourcesOf(server.GetProperty("flavor")));

    /// <summary>Amounts in one order.</summary>
    public static string Text(ImmutableSortedDictionary<string, long> amounts) => string.Join(' ', amounts.Select(pair => $"{pair.Key}={pair.Value}"));

    /// <summary>Metadata in one order.</summary>
    public static string Metadatas(JsonElement metadata) =>
        string.Join(' ', metadata.EnumerateObject().Select(pair => $"{pair.Name}={pair.Value.GetString()}").Order(StringComparer.Ordinal));
}
