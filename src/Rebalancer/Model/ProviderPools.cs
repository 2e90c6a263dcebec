using System.Collections.Immutable;
using Rebalancer.Rules;

namespace Rebalancer.Model;

/// <summary>The inventories of a host with child providers: providers with the same traits are pooled, others are kept apart.</summary>
/// <remarks>
/// Where the providers of a class differ in traits, each kind of provider has a class of its own, such as
/// <c>VGPU@CUSTOM_NVIDIA_11</c>, so that all amounts of a host stay plain sums.
/// </remarks>
public static class ProviderPools
{
    private const char Separator = '@';

    /// <summary>The pooled inventories of a tree, sorted by class.</summary>
    /// <param name="providers">The tree, the host's own provider first.</param>
    public static ImmutableArray<Inventory> InventoriesOf(ImmutableArray<Provider> providers)
    {
        string[] kinds = [.. providers.Select(provider => KindOf(providers, provider))];
        ILookup<ResourceClass, (string Kind, Inventory Inventory)> byClass = providers
            .SelectMany((provider, index) => provider.Inventories.Select(inventory => (Kind: kinds[index], Inventory: inventory)))
            .ToLookup(pair => pair.Inventory.ResourceClass);
        return
        [
            .. byClass.SelectMany(same => same
                .GroupBy(pair => pair.Kind)
                .Select(kind => Pool(same.All(pair => pair.Kind == kind.Key) ? same.Key : PoolOf(same.Key, kind.Key), [.. kind.Select(pair => pair.Inventory)])))
                .OrderBy(inventory => inventory.ResourceClass),
        ];
    }

    /// <summary>The class under which the host counts what a provider of its tree has of a class.</summary>
    /// <param name="providers">The tree, the host's own provider first.</param>
    /// <param name="provider">One of them.</param>
    /// <param name="resourceClass">A class of Placement.</param>
    public static ResourceClass ClassOf(ImmutableArray<Provider> providers, Provider provider, ResourceClass resourceClass)
    {
        ArgumentNullException.ThrowIfNull(provider);
        string kind = KindOf(providers, provider);
        foreach (Provider other in providers)
        {
            if (other.Inventories.Any(inventory => inventory.ResourceClass == resourceClass) && KindOf(providers, other) != kind)
            {
                return PoolOf(resourceClass, kind);
            }
        }

        return resourceClass;
    }

    /// <summary>Placement's class behind the class of a pool, and the traits that tell the pool's providers from others.</summary>
    internal static (ResourceClass Class, ImmutableArray<string> Traits) Split(ResourceClass pool)
    {
        string[] parts = pool.Name.Split(Separator, 2);
        return (new ResourceClass(parts[0]), parts.Length < 2 ? [] : [.. parts[1].Split('+').Where(trait => trait != "root" && trait != "child")]);
    }

    /// <summary>Equal for providers of one tree that no request can tell apart by traits.</summary>
    internal static string KindOf(ImmutableArray<Provider> providers, Provider provider) =>
        ReferenceEquals(provider, providers[0]) ? "root"
        : provider.Traits.IsEmpty ? "child"
        : string.Join('+', provider.Traits);

    private static ResourceClass PoolOf(ResourceClass resourceClass, string kind) => new($"{resourceClass}{Separator}{kind}");

    private static Inventory Pool(ResourceClass pool, List<Inventory> same)
    {
        if (same.Count == 1)
        {
            return same[0] with { ResourceClass = pool };
        }

        // With ratios the sum of the parts may round up to more than the parts; then the pool has what they grant.
        bool isPlain = same.All(inventory => inventory.AllocationRatio == 1.0 && inventory.Reserved <= inventory.Total);
        long capacity = Sum(same, Capacity.Of);
        return new Inventory
        {
            ResourceClass = pool,
            Total = isPlain ? Sum(same, inventory => inventory.Total) : Math.Max(1, capacity),
            Reserved = isPlain ? Sum(same, inventory => inventory.Reserved) : capacity == 0 ? 1 : 0,
            MinUnit = same.Min(inventory => inventory.MinUnit),
            MaxUnit = same.Max(inventory => inventory.MaxUnit),
            StepSize = same.Min(inventory => inventory.StepSize),
        };
    }

    /// <summary>No inventory of Placement is larger than its integers; a pool stays below that, too.</summary>
    private static long Sum(List<Inventory> same, Func<Inventory, long> amount) =>
        same.Aggregate(0L, (sum, inventory) => Math.Min(int.MaxValue, sum + Math.Min(int.MaxValue, amount(inventory))));
}
