using Rebalancer.Model;
using Rebalancer.Rules;

namespace Rebalancer.Tests.Rules.Providers;

/// <summary>Placement's answer by trying every choice of providers for every group.</summary>
internal static class PlacementOracle
{
    /// <summary>Whether some choice serves a request beside what is used of each provider.</summary>
    public static bool Serves(PlacementRequest request, IReadOnlyList<Provider> providers, Func<Provider, ResourceClass, long> used) =>
        Choices(request, providers, 0, []).Any(choice =>
            IsIsolated(request, choice)
            && request.Groups.All(group => HasTraits(group, [.. choice.Where(one => one.Group == group).Select(one => one.From)]))
            && choice.All(one => Find(one.From, one.Class) is { } inventory && Capacity.AllowsUnit(inventory, one.Amount))
            && choice.GroupBy(one => (one.From, one.Class)).All(same =>
                same.Sum(one => one.Amount) + used(same.Key.From, same.Key.Class) <= Capacity.Of(Find(same.Key.From, same.Key.Class)!)));

    private static IEnumerable<List<Taken>> Choices(PlacementRequest request, IReadOnlyList<Provider> providers, int next, List<Taken> so)
    {
        if (next == request.Groups.Length)
        {
            return [so];
        }

        PlacementGroup group = request.Groups[next];
        IEnumerable<List<Taken>> here = group.IsOfOneProvider
            ? providers.Select(provider => group.Amounts.Select(pair => new Taken(group, provider, pair.Key, pair.Value)).ToList())
            : group.Amounts.Aggregate(
                (IEnumerable<List<Taken>>)[[]],
                (lists, pair) => lists.SelectMany(list => providers.Select(provider => (List<Taken>)[.. list, new Taken(group, provider, pair.Key, pair.Value)])));
        return here.SelectMany(taken => Choices(request, providers, next + 1, [.. so, .. taken]));
    }

    private static bool IsIsolated(PlacementRequest request, List<Taken> choice) => !request.IsolatesGroups
        || choice.Where(one => one.Group.IsOfOneProvider).GroupBy(one => one.From).All(same => same.Select(one => one.Group.Suffix).Distinct().Count() == 1);

    private static bool HasTraits(PlacementGroup group, Provider[] from) =>
        group.RequiredTraits.All(trait => from.Any(provider => provider.Traits.Contains(trait)))
        && !group.ForbiddenTraits.Any(trait => from.Any(provider => provider.Traits.Contains(trait)));

    private static Inventory? Find(Provider provider, ResourceClass resourceClass) =>
        provider.Inventories.FirstOrDefault(inventory => inventory.ResourceClass == resourceClass);

    private sealed record Taken(PlacementGroup Group, Provider From, ResourceClass Class, long Amount);
}
