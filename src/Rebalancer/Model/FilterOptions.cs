using System.Collections.Immutable;

namespace Rebalancer.Model;

/// <summary>Options of Nova's scheduler filters and prefilters, with Nova's defaults.</summary>
public sealed record FilterOptions
{
    /// <summary><c>max_instances_per_host</c>.</summary>
    public int MaxInstancesPerHost { get; init; } = 50;

    /// <summary><c>max_io_ops_per_host</c>.</summary>
    public int MaxIoOpsPerHost { get; init; } = 8;

    /// <summary><c>isolated_hosts</c>.</summary>
    public ImmutableArray<string> IsolatedHosts { get; init; } = [];

    /// <summary><c>isolated_images</c>.</summary>
    public ImmutableArray<string> IsolatedImages { get; init; } = [];

    /// <summary><c>restrict_isolated_hosts_to_isolated_images</c>.</summary>
    public bool RestrictsIsolatedHosts { get; init; } = true;

    /// <summary><c>aggregate_image_properties_isolation_namespace</c>.</summary>
    public string? ImageIsolationNamespace { get; init; }

    /// <summary><c>aggregate_image_properties_isolation_separator</c>.</summary>
    public string ImageIsolationSeparator { get; init; } = ".";

    /// <summary><c>[scheduler] limit_tenants_to_placement_aggregate</c>.</summary>
    public bool LimitsTenantsToAggregates { get; init; }

    /// <summary><c>[scheduler] placement_aggregate_required_for_tenants</c>.</summary>
    public bool RequiresAggregateForTenants { get; init; }

    /// <summary><c>[scheduler] enable_isolated_aggregate_filtering</c>.</summary>
    public bool IsolatesAggregatesByTrait { get; init; }

    /// <summary><c>[scheduler] image_metadata_prefilter</c>.</summary>
    public bool PrefiltersByImage { get; init; }
}
