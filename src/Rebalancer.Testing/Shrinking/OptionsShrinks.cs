using System.Collections.Immutable;
using Rebalancer.Model;

namespace Rebalancer.Testing.Shrinking;

/// <summary>Brings the settings of a cloud back to common ones.</summary>
internal static class OptionsShrinks
{
    private static readonly ImmutableArray<Func<CloudOptions, CloudOptions>> Commoner =
    [
        options => options with { NovaRelease = Fact.Given(Common.Release) },
        options => options with { PlacementMajor = default },
        options => options with { EnabledFilters = Fact.Given(Common.Filters) },
        options => options with { Filters = new FilterOptions() },
        options => options with { PacksNumaCells = default },
        options => options with { DisablesPcpuFallback = default },
        options => options with { SkipsHypervisorVersionCheck = default },
        options => options with { SkipsCpuCompare = default },
        options => options with { AllowsCrossCellCold = default },
        options => options with { DefaultZone = default },
        options => options with { DefaultBandwidthMbps = default },
        options => options with { DefaultDirtyShare = default },
    ];

    /// <summary>The parts with one setting less, or with all common.</summary>
    public static IEnumerable<ClusterParts> Of(ClusterParts parts)
    {
        yield return parts with { Options = Commoner.Aggregate(parts.Options, (options, step) => step(options)) };
        foreach (Func<CloudOptions, CloudOptions> step in Commoner)
        {
            yield return parts with { Options = step(parts.Options) };
        }

        yield return parts with
        {
            Options = parts.Options with { Links = [] },
            Hosts = [.. parts.Hosts.Select(host => host with { Migration = host.Migration with { Link = default } })],
        };
    }
}

/// <summary>The settings that a shrunk cloud ends with.</summary>
internal static class Common
{
    /// <summary>2024.1.</summary>
    public static readonly NovaRelease Release = new(29);

    /// <summary>Nova's default filters and the one for NUMA.</summary>
    public static readonly ImmutableArray<string> Filters =
    [
        "ComputeFilter", "ComputeCapabilitiesFilter", "ImagePropertiesFilter", "ServerGroupAntiAffinityFilter", "ServerGroupAffinityFilter",
        "NUMATopologyFilter", "PciPassthroughFilter",
    ];
}
