using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Rules.Providers;

namespace Rebalancer.Rules;

/// <summary>What an instance asks of Placement: amounts and traits.</summary>
/// <remarks>Source: <c>nova.scheduler.utils.ResourceRequest.from_request_spec</c>; rules.md section 3.</remarks>
public sealed record PlacementRequest
{
    /// <summary>Amounts per resource class over all groups, sorted.</summary>
    public ImmutableSortedDictionary<ResourceClass, long> Amounts { get; init; } = ImmutableSortedDictionary<ResourceClass, long>.Empty;

    /// <summary>Traits that the host must have, sorted.</summary>
    public ImmutableArray<string> RequiredTraits { get; init; } = [];

    /// <summary>Traits that the host must not have, sorted.</summary>
    public ImmutableArray<string> ForbiddenTraits { get; init; } = [];

    /// <summary>The groups that make the request up, the unnumbered one first; unit limits bind each amount of a group by itself.</summary>
    public ImmutableArray<PlacementGroup> Groups { get; init; } = [];

    /// <summary>Whether groups that one provider has to serve must not share it: the flavor's <c>group_policy</c> is <c>isolate</c>.</summary>
    public bool IsolatesGroups { get; init; }

    /// <summary>Whether the flavor has several numbered groups and no <c>group_policy</c>, which Placement refuses.</summary>
    internal bool LacksGroupPolicy { get; init; }

    /// <summary>Whether the flavor names several numbered groups, those of nothing counted, and no <c>group_policy</c>: then Nova sets none for its ports either.</summary>
    internal bool LeavesGroupPolicyOpen { get; init; }

    /// <summary>The request that a flavor and an image make, by the newest rules of Nova.</summary>
    /// <param name="flavor">The flavor.</param>
    /// <param name="imageProperties">The image's properties.</param>
    /// <param name="isVolumeBacked">Whether the root disk is a volume, which takes it out of the request.</param>
    /// <remarks>Contradictions between flavor and image, which Nova refuses when an instance is made, are passed over.</remarks>
    public static PlacementRequest Of(Flavor flavor, ImmutableSortedDictionary<string, string> imageProperties, bool isVolumeBacked) =>
        FlavorRequest.Of(new GuestSpecs(flavor, imageProperties), isVolumeBacked, NovaRelease.Gazpacho).Request;

    /// <summary>What a guest with dedicated CPUs asks of hosts that have none in Placement, its pinning not translated; <c>null</c> for any other guest.</summary>
    /// <remarks>Source: <c>SchedulerManager.select_destinations</c>, which asks once more where <c>cpu_pinning_requested</c>; mixed guests do not set that.</remarks>
    internal PlacementRequest? Fallback { get; init; }

    /// <summary>The amounts as a host would be asked: a dedicated guest asks for VCPU on a host without PCPU inventory, where the cloud falls back.</summary>
    /// <remarks>
    /// Source: <c>[workarounds] disable_fallback_pcpu_query</c>; rules.md section 3. On a host with child providers the classes are those
    /// of their pools, and amounts are such that what has room for them has room whichever provider Placement takes.
    /// </remarks>
    public ImmutableSortedDictionary<ResourceClass, long> AmountsOn(Host host, CloudOptions options) =>
        host.Providers.IsEmpty ? On(host, options).Amounts : ProviderChoice.Of(this, host, options).Amounts();

    /// <summary>The request as it is made of a host.</summary>
    internal PlacementRequest On(Host host, CloudOptions options) =>
        Fallback is not null && !options.DisablesPcpuFallback.ValueOr(false) && !HasPcpu(host) ? Fallback : this;

    /// <summary>Whether a host has dedicated CPUs in Placement.</summary>
    internal static bool HasPcpu(Host host)
    {
        foreach (Inventory inventory in host.Inventories)
        {
            if (inventory.ResourceClass == ResourceClass.Pcpu)
            {
                return true;
            }
        }

        return false;
    }
}
