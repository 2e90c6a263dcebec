using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Rebalancer.Model;
using Rebalancer.Rules;
using Rebalancer.Rules.Providers;

namespace Rebalancer.Tests.Rules.Providers;

/// <summary>Trees of providers, held against trying every choice that Placement has.</summary>
public sealed class ProviderLaws
{
    private const int Cases = 2000;
    private static readonly ResourceClass[] Classes = [new("CUSTOM_X"), new("CUSTOM_Y")];
    private static readonly string[] Traits = ["CUSTOM_A", "CUSTOM_B"];

    [Cases(Cases, Arbitrary = [typeof(ProviderLaws)])]
    public void What_has_room_by_its_pools_is_served_however_the_usage_lies(Scene scene)
    {
        ArgumentNullException.ThrowIfNull(scene);
        if (IsAllowedForGood(scene.Request, scene.Host) && HasRoom(scene))
        {
            Assert.True(PlacementOracle.Serves(scene.Request, scene.Host.Providers, scene.UsedOf));
        }
    }

    [Cases(Cases, Arbitrary = [typeof(ProviderLaws)])]
    public void What_is_refused_for_good_is_not_served_even_by_an_empty_host(Scene scene)
    {
        ArgumentNullException.ThrowIfNull(scene);
        if (!IsAllowedForGood(scene.Request, scene.Host))
        {
            Assert.False(PlacementOracle.Serves(scene.Request, scene.Host.Providers, (_, _) => 0));
        }
    }

    [Cases(Cases, Arbitrary = [typeof(ProviderLaws)])]
    public void One_unit_from_one_pool_is_allowed_exactly_when_it_is_served(Scene scene)
    {
        ArgumentNullException.ThrowIfNull(scene);
        PlacementRequest one = FlavorRequest.Combine([new PlacementGroup { Suffix = "1", IsOfOneProvider = true, Amounts = Amounts((Classes[0], 1)), RequiredTraits = ["CUSTOM_A"] }]);
        Host host = scene.Host with
        {
            Providers = [.. scene.Host.Providers.Select((provider, i) => provider with { Traits = [.. provider.Traits.Where(trait => i > 0 && trait != "CUSTOM_B")] })],
        };
        host = host with { Inventories = ProviderPools.InventoriesOf(host.Providers) };
        Scene alone = new(host, one, scene.Used);
        bool isServed = PlacementOracle.Serves(one, host.Providers, alone.UsedOf);
        Assert.Equal(isServed, IsAllowedForGood(one, host) && HasRoom(alone));
    }

    public static Arbitrary<Scene> Scenes()
    {
        Gen<ImmutableArray<string>> traits = Gen.Choose(0, 3).Select(bits => Traits.Where((_, i) => (bits >> i & 1) != 0).ToImmutableArray());
        Gen<ImmutableSortedDictionary<ResourceClass, long>> amounts =
            from x in Gen.Choose(0, 3)
            from y in Gen.Frequency((2, Gen.Constant(0)), (1, Gen.Choose(1, 2)))
            select Amounts((Classes[0], x == 0 && y == 0 ? 1 : x), (Classes[1], y));
        Gen<Provider> provider =
            from x in Gen.Choose(0, 5)
            from y in Gen.Choose(0, 4)
            from maxUnit in Gen.Choose(1, 5)
            from own in traits
            select new Provider
            {
                Name = "p",
                Traits = own,
                Inventories =
                [
                    .. new[] { (Class: Classes[0], Total: x), (Class: Classes[1], Total: y) }.Where(pair => pair.Total > 0)
                        .Select(pair => new Inventory { ResourceClass = pair.Class, Total = pair.Total, MaxUnit = maxUnit }),
                ],
            };
        Gen<PlacementGroup> asking =
            from asked in amounts
            from required in Gen.Frequency((2, Gen.Constant(ImmutableArray<string>.Empty)), (1, traits))
            from forbidden in Gen.Frequency((4, Gen.Constant(ImmutableArray<string>.Empty)), (1, traits))
            select new PlacementGroup { Amounts = asked, RequiredTraits = required, ForbiddenTraits = forbidden };
        Gen<Scene> scenes =
            from tree in provider.ArrayOf(4)
            from count in Gen.Choose(1, 4)
            from groups in asking.ArrayOf(3)
            from groupCount in Gen.Choose(1, 3)
            from hasPlain in Gen.Elements(true, false)
            from isolates in Gen.Elements(true, false)
            from used in Gen.Choose(0, 5).ArrayOf(8)
            let host = HostOf([.. tree.Take(count)])
            let request = FlavorRequest.Combine([.. groups.Take(groupCount).Select((one, i) =>
                one with { Suffix = hasPlain && i == 0 ? "" : $"{i}", IsOfOneProvider = !hasPlain || i > 0 })]) with { IsolatesGroups = isolates }
            select new Scene(host, request, [.. used]);
        return Arb.From(scenes);
    }

    private static Host HostOf(ImmutableArray<Provider> providers) => Cloud.NewHost(Cloud.There) with
    {
        Providers = [.. providers.Select((provider, i) => provider with { Name = $"p{i}" })],
        Inventories = ProviderPools.InventoriesOf(providers),
    };

    private static ImmutableSortedDictionary<ResourceClass, long> Amounts(params (ResourceClass Class, int Amount)[] pairs) =>
        pairs.Where(pair => pair.Amount > 0).ToImmutableSortedDictionary(pair => pair.Class, pair => (long)pair.Amount);

    private static bool IsAllowedForGood(PlacementRequest request, Host host)
    {
        var choice = ProviderChoice.Of(request, host, new CloudOptions());
        return choice.Unserved.Count == 0 && choice.IsIsolated;
    }

    private static bool HasRoom(Scene scene)
    {
        Dictionary<ResourceClass, long> used = [];
        foreach (Provider provider in scene.Host.Providers)
        {
            foreach (Inventory inventory in provider.Inventories)
            {
                ResourceClass pool = ProviderPools.ClassOf(scene.Host.Providers, provider, inventory.ResourceClass);
                used[pool] = used.GetValueOrDefault(pool) + scene.UsedOf(provider, inventory.ResourceClass);
            }
        }

        return scene.Request.AmountsOn(scene.Host, new CloudOptions()).All(pair =>
            scene.Host.Inventories.FirstOrDefault(inventory => inventory.ResourceClass == pair.Key) is { } pool
            && used.GetValueOrDefault(pair.Key) + pair.Value <= Capacity.Of(pool));
    }

    /// <summary>A host, a request, and what is used of each class of each provider.</summary>
    public sealed record Scene(Host Host, PlacementRequest Request, ImmutableArray<int> Used)
    {
        /// <summary>What is used of a class of a provider, at most its capacity.</summary>
        public long UsedOf(Provider provider, ResourceClass resourceClass)
        {
            ArgumentNullException.ThrowIfNull(provider);
            int index = (Host.Providers.IndexOf(Host.Providers.First(one => one.Name == provider.Name)) * 2) + Array.IndexOf(Classes, resourceClass);
            return Math.Min(Used[index], provider.Inventories.Where(one => one.ResourceClass == resourceClass).Select(Capacity.Of).FirstOrDefault());
        }

        /// <inheritdoc/>
        public override string ToString() => string.Join(
            '\n',
            Host.Providers.Select(provider => $"{provider.Name} [{string.Join(',', provider.Traits)}] "
                + string.Join(' ', provider.Inventories.Select(one => $"{one.ResourceClass}={UsedOf(provider, one.ResourceClass)}/{one.Total}(max {one.MaxUnit})")))
                .Append($"{(Request.IsolatesGroups ? "isolate" : "none")}: {string.Join(" | ", Request.Groups.Select(group => $"{group.Suffix}: {group.AsText()}"))}"));
    }
}
