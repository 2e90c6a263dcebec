using System.Collections.Immutable;
using Rebalancer.Model;

namespace Rebalancer.Testing.Generation;

/// <summary>Draws the settings of a cloud.</summary>
internal static class OptionsDraw
{
    /// <summary>The alias by which flavors ask for a device.</summary>
    public const string DeviceAlias = "gpu";

    private static readonly ImmutableArray<string> DefaultFilters =
    [
        "ComputeFilter", "ComputeCapabilitiesFilter", "ImagePropertiesFilter", "ServerGroupAntiAffinityFilter", "ServerGroupAffinityFilter",
    ];

    private static readonly ImmutableArray<string> FurtherFilters =
    [
        "NUMATopologyFilter", "PciPassthroughFilter", "AggregateInstanceExtraSpecsFilter", "AggregateMultiTenancyIsolation",
        "AggregateImagePropertiesIsolation", "SameHostFilter", "DifferentHostFilter", "NumInstancesFilter", "IoOpsFilter",
        "AggregateNumInstancesFilter",
    ];

    /// <summary>Draws them.</summary>
    public static CloudOptions Of(CloudShape shape, SeededRandom random)
    {
        bool isReal = shape.Sizes == FlavorSizes.Real;
        int major = isReal ? 29 : random.Between(NovaRelease.Zed.Major, NovaRelease.Gazpacho.Major);
        return new CloudOptions
        {
            NovaRelease = Told(shape, random, new NovaRelease(major)),
            PlacementMajor = random.Chance(0.5) ? Fact.Given(major - 18) : default,
            EnabledFilters = Told(shape, random, Filters(random, isReal)),
            Filters = new FilterOptions
            {
                MaxInstancesPerHost = isReal ? 200 : random.Pick(50, 50, 50, 8),
                MaxIoOpsPerHost = random.Pick(8, 8, 2),
                LimitsTenantsToAggregates = random.Chance(shape.AggregateSpecShare),
                IsolatesAggregatesByTrait = random.Chance(shape.TraitShare),
            },
            PciAliases = Fact.Given(Aliases(shape, random)),
            PacksNumaCells = random.Chance(0.3) ? Fact.Given(random.Chance(0.5)) : default,
            DisablesPcpuFallback = random.Chance(0.3) ? Fact.Given(random.Chance(0.5)) : default,
            SkipsHypervisorVersionCheck = random.Chance(0.1) ? Fact.Given(true) : default,
            SkipsCpuCompare = random.Chance(0.1) ? Fact.Given(true) : default,
            AllowsCrossCellCold = random.Chance(0.15) ? Fact.Given(true) : default,
            DefaultZone = random.Chance(0.1) ? Fact.Given("nova") : default,
            Links = random.Chance(0.3) ? [new NetworkLink("spine", 100_000, random.Between(1, 4))] : [],
            DefaultBandwidthMbps = random.Chance(0.5) ? Fact.Given(random.Pick(1_000L, 10_000L, 25_000L)) : default,
            DefaultDirtyShare = random.Chance(0.3) ? Fact.Given(random.Pick(0.001, 0.01, 0.05)) : default,
        };
    }

    private static Fact<T> Told<T>(CloudShape shape, SeededRandom random, T value) =>
        random.Chance(shape.UnknownShare) ? default : Fact.Given(value);

    private static ImmutableArray<string> Filters(SeededRandom random, bool isReal)
    {
        if (isReal)
        {
            return [.. DefaultFilters, "NUMATopologyFilter", "PciPassthroughFilter", "AggregateInstanceExtraSpecsFilter"];
        }

        IEnumerable<string> standard = random.Chance(0.9) ? DefaultFilters : DefaultFilters.Where(_ => random.Chance(0.8));
        return [.. standard.Concat(FurtherFilters.Where(filter => random.Chance(filter is "NUMATopologyFilter" or "PciPassthroughFilter" ? 0.8 : 0.35)))];
    }

    private static ImmutableArray<PciAlias> Aliases(CloudShape shape, SeededRandom random) => shape.PciShare == 0
        ? []
        :
        [
            new PciAlias
            {
                Name = DeviceAlias,
                VendorId = HostHardware.DeviceVendor,
                ProductId = HostHardware.DeviceProduct,
                DeviceType = "type-PCI",
                NumaPolicy = random.Pick(null, null, "legacy", "preferred", "required", "socket"),
                IsLiveMigratable = random.Chance(0.4),
            },
        ];
}
