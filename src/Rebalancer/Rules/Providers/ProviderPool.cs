using System.Collections.Immutable;
using Rebalancer.Model;

namespace Rebalancer.Rules.Providers;

/// <summary>The providers of a host that no request can tell apart, by what they are and have.</summary>
/// <param name="Traits">The traits that each of them has.</param>
/// <param name="Members">The providers.</param>
/// <param name="Pools">The class under which the host counts what they have of each class of Placement.</param>
internal sealed record ProviderPool(
    ImmutableHashSet<string> Traits, ImmutableArray<Provider> Members, ImmutableSortedDictionary<ResourceClass, ResourceClass> Pools)
{
    /// <summary>The pools of a host with child providers, its own provider's first.</summary>
    public static ImmutableArray<ProviderPool> Of(Host host) =>
    [
        .. host.Providers.GroupBy(provider => ProviderPools.KindOf(host.Providers, provider)).Select(kind => new ProviderPool(
            [.. kind.First().Traits],
            [.. kind],
            kind.SelectMany(provider => provider.Inventories.Select(inventory => (inventory.ResourceClass, provider)))
                .DistinctBy(pair => pair.ResourceClass)
                .ToImmutableSortedDictionary(pair => pair.ResourceClass, pair => ProviderPools.ClassOf(host.Providers, pair.provider, pair.ResourceClass)))),
    ];

    /// <summary>Whether a provider with nothing used could grant all of these amounts by itself.</summary>
    public static bool CouldGrant(Provider provider, IEnumerable<KeyValuePair<ResourceClass, long>> amounts) =>
        amounts.All(pair => provider.Inventories.Any(inventory =>
            inventory.ResourceClass == pair.Key && Capacity.Check(inventory, 0, pair.Value) == CapacityAnswer.Accepted));

    /// <summary>Whether the pool has the traits that a group requires and none that it forbids.</summary>
    public bool Suits(PlacementGroup group) => HasNoneOf(group.ForbiddenTraits) && group.RequiredTraits.All(Traits.Contains);

    /// <summary>Whether the pool has none of some traits.</summary>
    public bool HasNoneOf(ImmutableArray<string> forbidden) => !forbidden.Any(Traits.Contains);

    /// <summary>What a provider of the pool grants of a class in all; 0 without an inventory.</summary>
    public static long CapacityOf(Provider provider, ResourceClass resourceClass) =>
        provider.Inventories.FirstOrDefault(inventory => inventory.ResourceClass == resourceClass) is { } found
            ? Math.Min(int.MaxValue, Capacity.Of(found))
            : 0;
}
