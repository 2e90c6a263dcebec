using System.Collections.Immutable;
using Rebalancer.Model;

namespace Rebalancer.Rules.Filters;

/// <summary>The scheduler's filters by their names in <c>enabled_filters</c>.</summary>
internal static class HostFilters
{
    /// <summary>What is taken for enabled when nobody said: Nova's defaults, and the filter that a cloud with pinned guests needs.</summary>
    public static readonly ImmutableArray<string> Assumed =
    [
        nameof(ComputeFilter), nameof(ComputeCapabilitiesFilter), nameof(ImagePropertiesFilter),
        nameof(ServerGroupAntiAffinityFilter), nameof(ServerGroupAffinityFilter), nameof(NUMATopologyFilter),
    ];

    /// <summary>A filter by its name; <c>null</c> for one that is not modelled here (a weigher, a cloud's own, or long gone).</summary>
    /// <param name="name">The name, as in <c>enabled_filters</c>.</param>
    /// <param name="options">The options of the filters.</param>
    /// <param name="defaultArchitecture"><c>image_properties_default_architecture</c>; <c>null</c> for none.</param>
    public static HostFilter? Create(string name, FilterOptions options, string? defaultArchitecture = null) => name switch
    {
        nameof(AggregateImagePropertiesIsolation) => new AggregateImagePropertiesIsolation(options),
        nameof(AggregateInstanceExtraSpecsFilter) => new AggregateInstanceExtraSpecsFilter(),
        nameof(AggregateIoOpsFilter) => new AggregateIoOpsFilter(options),
        nameof(AggregateMultiTenancyIsolation) => new AggregateMultiTenancyIsolation(),
        nameof(AggregateNumInstancesFilter) => new AggregateNumInstancesFilter(options),
        nameof(AggregateTypeAffinityFilter) => new AggregateTypeAffinityFilter(),
        nameof(ComputeCapabilitiesFilter) => new ComputeCapabilitiesFilter(),
        nameof(ComputeFilter) => new ComputeFilter(),
        nameof(DifferentHostFilter) => new DifferentHostFilter(),
        nameof(ImagePropertiesFilter) => new ImagePropertiesFilter(defaultArchitecture),
        nameof(IoOpsFilter) => new IoOpsFilter(options),
        nameof(IsolatedHostsFilter) => new IsolatedHostsFilter(options),
        nameof(JsonFilter) => new JsonFilter(),
        nameof(NUMATopologyFilter) => new NUMATopologyFilter(),
        nameof(NumInstancesFilter) => new NumInstancesFilter(options),
        nameof(PciPassthroughFilter) => new PciPassthroughFilter(),
        nameof(SameHostFilter) => new SameHostFilter(),
        nameof(ServerGroupAffinityFilter) => new ServerGroupAffinityFilter(),
        nameof(ServerGroupAntiAffinityFilter) => new ServerGroupAntiAffinityFilter(),
        nameof(SimpleCIDRAffinityFilter) => new SimpleCIDRAffinityFilter(),
        _ => null,
    };
}
