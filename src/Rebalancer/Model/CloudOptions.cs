using System.Collections.Immutable;
using Rebalancer.Cpu;

namespace Rebalancer.Model;

/// <summary>Settings of the whole cloud that rules depend on. None can be read from an API; unknown ones are assumed in the open.</summary>
public sealed record CloudOptions
{
    /// <summary>The release of Nova.</summary>
    public Fact<NovaRelease> NovaRelease { get; init; }

    /// <summary>The major version of Placement (14 is 2025.2).</summary>
    public Fact<int> PlacementMajor { get; init; }

    /// <summary><c>[filter_scheduler] enabled_filters</c>.</summary>
    public Fact<ImmutableArray<string>> EnabledFilters { get; init; }

    /// <summary>Options of the filters.</summary>
    public FilterOptions Filters { get; init; } = new();

    /// <summary>The <c>[pci] alias</c> list.</summary>
    public Fact<ImmutableArray<PciAlias>> PciAliases { get; init; }

    /// <summary><c>[compute] packing_host_numa_cells_allocation_strategy</c>; false (spread) from Zed on.</summary>
    public Fact<bool> PacksNumaCells { get; init; }

    /// <summary><c>[workarounds] disable_fallback_pcpu_query</c>; false by default.</summary>
    public Fact<bool> DisablesPcpuFallback { get; init; }

    /// <summary><c>[workarounds] skip_hypervisor_version_check_on_lm</c>; false by default.</summary>
    public Fact<bool> SkipsHypervisorVersionCheck { get; init; }

    /// <summary><c>[workarounds] skip_cpu_compare_on_dest</c>; false by default.</summary>
    public Fact<bool> SkipsCpuCompare { get; init; }

    /// <summary>The CPU models of the cloud's own <c>cpu_map</c>, where its libvirt differs from the one behind <see cref="CpuCatalog.Default"/>, which they replace.</summary>
    public Fact<ImmutableArray<CpuModel>> CpuModels { get; init; }

    /// <summary>Whether the policy <c>compute:servers:resize:cross_cell</c> lets a cold migration change cells; false by default.</summary>
    public Fact<bool> AllowsCrossCellCold { get; init; }

    /// <summary><c>[DEFAULT] default_availability_zone</c>; <c>nova</c> by default.</summary>
    public Fact<string> DefaultZone { get; init; }

    /// <summary>Network links that migrations share.</summary>
    public ImmutableArray<NetworkLink> Links { get; init; } = [];

    /// <summary>The bandwidth assumed for a host that does not say, in megabits per second.</summary>
    public Fact<long> DefaultBandwidthMbps { get; init; }

    /// <summary>The memory assumed to be written per second, as a share of the flavor's memory.</summary>
    public Fact<double> DefaultDirtyShare { get; init; }
}

/// <summary>A network link that migrations share.</summary>
/// <param name="Name">Its name; hosts refer to it.</param>
/// <param name="BandwidthMbps">Its rate in megabits per second.</param>
/// <param name="MaxConcurrent">How many migrations may use it at once; <c>null</c> for any number.</param>
public sealed record NetworkLink(string Name, long BandwidthMbps, int? MaxConcurrent = null);
