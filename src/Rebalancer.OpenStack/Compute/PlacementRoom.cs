using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Rebalancer.Execution.Cloud;
using Rebalancer.Model;
using Rebalancer.OpenStack.Answers;

namespace Rebalancer.OpenStack.Compute;

/// <summary>Asks Placement whether what an instance holds would fit on another host: allocation candidates within that host's tree of providers.</summary>
internal sealed class PlacementRoom(NovaRequests nova)
{
    private readonly ConcurrentDictionary<HostName, string> providers = new();

    /// <summary>What a consumer holds, by resource class, over all providers.</summary>
    /// <exception cref="ComputeCloudException">Placement does not tell.</exception>
    public async Task<SortedDictionary<string, long>> AllocationsOfAsync(string consumer, CancellationToken cancellation)
    {
        using JsonDocument? document = await nova.FindPlacementAsync($"/allocations/{consumer}", 12, cancellation);
        SortedDictionary<string, long> held = new(StringComparer.Ordinal);
        if (document is null)
        {
            return held;
        }

        JsonElement allocations = document.RootElement.ObjectOf("allocations") ?? throw NovaRequests.Malformed("an answer has no 'allocations'");
        foreach (JsonProperty provider in allocations.EnumerateObject())
        {
            JsonElement resources = provider.Value.ObjectOf("resources") ?? throw NovaRequests.Malformed("an allocation has no 'resources'");
            foreach (JsonProperty resource in resources.EnumerateObject())
            {
                held[resource.Name] = held.GetValueOrDefault(resource.Name)
                    + (resource.Value.ValueKind == JsonValueKind.Number && resource.Value.TryGetInt64(out long amount) ? amount : 0);
            }
        }

        return held;
    }

    /// <summary>Whether an instance's allocation would fit on a host.</summary>
    /// <exception cref="ComputeCloudException">Placement does not tell.</exception>
    public async Task<bool> HasAsync(InstanceId instance, HostName destination, CancellationToken cancellation)
    {
        SortedDictionary<string, long> held = await AllocationsOfAsync(instance.Value, cancellation);
        if (held.Count == 0 || await ProviderOfAsync(destination, cancellation) is not { } provider)
        {
            return true;
        }

        // A class that the destination's root does not have may be met there by another (pinned CPUs, devices); the rules saw to that.
        using JsonDocument? inventories = await nova.FindPlacementAsync($"/resource_providers/{provider}/inventories", 14, cancellation);
        JsonElement? there = inventories?.RootElement.ObjectOf("inventories");
        string resources = string.Join(',', held.Where(pair => there?.TryGetProperty(pair.Key, out _) == true)
            .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key}:{pair.Value}")));
        if (resources.Length == 0)
        {
            return true;
        }

        using JsonDocument? candidates = await nova.FindPlacementAsync($"/allocation_candidates?limit=1&in_tree={provider}&resources={resources}", 31, cancellation);
        return NovaRequests.ListOf(candidates, "allocation_requests").Any();
    }

    /// <summary>The root provider of a host, which has the UUID of its hypervisor; <c>null</c> for a host without one.</summary>
    private async Task<string?> ProviderOfAsync(HostName host, CancellationToken cancellation)
    {
        if (providers.TryGetValue(host, out string? known))
        {
            return known;
        }

        using JsonDocument? document = await nova.FindAsync("/os-hypervisors/detail", 53, cancellation);
        foreach (JsonElement hypervisor in NovaRequests.ListOf(document, "hypervisors"))
        {
            if (hypervisor.ObjectOf("service")?.TextOf("host") is { } name)
            {
                providers[new HostName(name)] = NovaRequests.Needed(hypervisor, "id");
            }
        }

        return providers.GetValueOrDefault(host);
    }
}
