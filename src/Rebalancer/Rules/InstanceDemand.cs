using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Pci;

namespace Rebalancer.Rules;

/// <summary>Everything an instance would ask of a new host; equal for instances of one flavor, image and set of ports.</summary>
public sealed record InstanceDemand
{
    /// <summary>What it asks of Placement.</summary>
    public required PlacementRequest Request { get; init; }

    /// <summary>The guest cells, or <c>null</c> for a floating guest.</summary>
    public GuestTopology? Topology { get; init; }

    /// <summary>The PCI devices, by alias and for SR-IOV ports.</summary>
    public ImmutableArray<PciRequest> Pci { get; init; } = [];

    /// <summary>The networks that a guest with cells has to be near, where a host ties some to its cells; <c>null</c> without ports.</summary>
    public NetworkAffinity? Networks { get; init; }

    /// <summary>Whether arrival order matters: it has guest cells or devices.</summary>
    public bool IsStructured => Topology is not null || !Pci.IsEmpty;

    /// <summary>What an instance asks for.</summary>
    public static InstanceDemand Of(Instance instance, CloudOptions options)
    {
        ImmutableSortedDictionary<string, string> image = ImageOf(instance);
        NovaRelease release = options.NovaRelease.ValueOr(NovaRelease.Zed);
        PlacementRequest request = FlavorRequest.Of(new GuestSpecs(instance.Flavor, image), instance.IsVolumeBacked.ValueOr(false), release).Request;
        return new InstanceDemand
        {
            Request = WithPorts(request, instance),
            Topology = GuestConstraints.Of(instance.Flavor, image).Topology,
            Pci = PciDemand.Of(instance, options),
            Networks = NetworksOf(instance),
        };
    }

    /// <summary>What each instance asks for: one object for all instances that ask for the same.</summary>
    /// <param name="instances">The instances.</param>
    /// <param name="options">The cloud's settings.</param>
    /// <returns>One demand per instance, in their order; equal demands are the same object.</returns>
    public static ImmutableArray<InstanceDemand> OfAll(ImmutableArray<Instance> instances, CloudOptions options)
    {
        Dictionary<string, InstanceDemand> byKey = new(StringComparer.Ordinal);
        ImmutableArray<InstanceDemand>.Builder demands = ImmutableArray.CreateBuilder<InstanceDemand>(instances.Length);
        foreach (Instance instance in instances)
        {
            string key = KeyOf(instance);
            if (!byKey.TryGetValue(key, out InstanceDemand? demand))
            {
                byKey.Add(key, demand = Of(instance, options));
            }

            demands.Add(demand);
        }

        return demands.MoveToImmutable();
    }

    /// <summary>A text that is equal for instances which ask for the same.</summary>
    internal static string KeyOf(Instance instance)
    {
        StructuralKey key = new();
        key.Add(instance.Flavor.Vcpus).Add(instance.Flavor.MemoryMiB).Add(instance.Flavor.RootGiB)
            .Add(instance.Flavor.EphemeralGiB).Add(instance.Flavor.SwapMiB).Add(instance.IsVolumeBacked.ValueOr(false))
            .Add(instance.Flavor.ExtraSpecs).Add(ImageOf(instance));
        foreach (Port port in instance.Ports.ValueOr([]))
        {
            key.Add(port.VnicType).Add(port.PhysicalNetwork);
        }

        key.Add(instance.Ports.IsKnown).Add(instance.PhysicalNetworks.IsKnown).Add(instance.PhysicalNetworks.ValueOr([]));

        foreach ((ResourceClass resourceClass, long amount) in PortAmounts(instance))
        {
            key.Add(resourceClass.Name).Add(amount);
        }

        return key.ToString();
    }

    /// <summary>The image properties that are known of an instance.</summary>
    internal static ImmutableSortedDictionary<string, string> ImageOf(Instance instance) =>
        instance.Image.Properties.ValueOr(ImmutableSortedDictionary<string, string>.Empty);

    /// <summary>A move looks for the physical networks of all ports, and for tunnels whatever the ports are.</summary>
    /// <remarks>Source: <c>RequestSpec.ensure_network_information</c>, which begins with a tunnel and never takes it back.</remarks>
    private static NetworkAffinity? NetworksOf(Instance instance)
    {
        ImmutableArray<Port> ports = instance.Ports.ValueOr([]);
        if (instance.Ports.IsKnown && ports.IsEmpty)
        {
            return null;
        }

        IEnumerable<string> named = ports.Select(port => port.PhysicalNetwork).OfType<string>();
        return new NetworkAffinity([.. instance.PhysicalNetworks.ValueOr([.. named]).Distinct().Order(StringComparer.Ordinal)], Tunneled: true);
    }

    /// <summary>Ports with guaranteed bandwidth ask for it themselves: what they were allocated is what they ask for again.</summary>
    /// <remarks>
    /// Bandwidth comes from a provider of the same network and kind of port as on the source; all bandwidth of one kind of provider
    /// is asked of one provider, as the snapshot does not tell the ports' shares.
    /// </remarks>
    private static PlacementRequest WithPorts(PlacementRequest request, Instance instance)
    {
        var groups = PortAmounts(instance)
            .Select(pair => (Pool: ProviderPools.Split(pair.Key), pair.Value))
            .GroupBy(pair => (Traits: string.Join('+', pair.Pool.Traits.Where(IsOfPorts)), IsBandwidth: pair.Pool.Class.Name.StartsWith("NET_BW_", StringComparison.Ordinal)))
            .OrderBy(group => group.Key.Traits, StringComparer.Ordinal).ThenBy(group => group.Key.IsBandwidth)
            .Select((group, index) => new PlacementGroup
            {
                Suffix = $"ports{index}",
                IsOfOneProvider = true,
                Amounts = group.GroupBy(pair => pair.Pool.Class).ToImmutableSortedDictionary(same => same.Key, same => same.Sum(pair => pair.Value)),
                RequiredTraits = [.. group.Key.Traits.Split('+', StringSplitOptions.RemoveEmptyEntries)],
            }).ToImmutableArray();
        if (groups.IsEmpty)
        {
            return request;
        }

        // Source: nova.scheduler.utils.resources_from_request_spec, which sets the policy "none" only for a flavor of at most one group.
        ImmutableArray<PlacementGroup> all = request.Groups.AddRange(groups);
        return FlavorRequest.Combine(all) with
        {
            IsolatesGroups = request.IsolatesGroups,
            LacksGroupPolicy = request.LeavesGroupPolicyOpen && all.Count(group => group.IsOfOneProvider) > 1,
            LeavesGroupPolicyOpen = request.LeavesGroupPolicyOpen,
            Fallback = request.Fallback is { } fallback ? WithPorts(fallback, instance) : null,
        };
    }

    private static bool IsOfPorts(string trait) =>
        trait.StartsWith("CUSTOM_PHYSNET_", StringComparison.Ordinal) || trait.StartsWith("CUSTOM_VNIC_TYPE_", StringComparison.Ordinal);

    private static IEnumerable<KeyValuePair<ResourceClass, long>> PortAmounts(Instance instance) =>
        instance.Ports.ValueOr([]).Any(port => port.HasResourceRequest)
            ? instance.Allocations.Where(pair => pair.Key.Name.StartsWith("NET_", StringComparison.Ordinal) && pair.Value > 0)
            : [];
}
