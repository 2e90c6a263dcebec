using Rebalancer.Findings;
using Rebalancer.Model;
using Rebalancer.Snapshots.Reading;
using Rebalancer.Snapshots.Shapes;

namespace Rebalancer.Snapshots.Tables;

/// <summary>The fields of a cluster and of what concerns the whole cloud.</summary>
internal static class ClusterTables
{
    /// <summary>Options of the scheduler filters.</summary>
    public static readonly RecordShape<FilterOptions> Filters =
        new RecordShape<FilterOptions>("filterOptions", new FilterOptions())
            .Optional("maxInstancesPerHost", Values.Count, row => row.MaxInstancesPerHost, (row, value) => row with { MaxInstancesPerHost = value })
            .Optional("maxIoOpsPerHost", Values.Count, row => row.MaxIoOpsPerHost, (row, value) => row with { MaxIoOpsPerHost = value })
            .Optional("isolatedHosts", Values.List(Values.Text), row => row.IsolatedHosts, (row, value) => row with { IsolatedHosts = value })
            .Optional("isolatedImages", Values.List(Values.Text), row => row.IsolatedImages, (row, value) => row with { IsolatedImages = value })
            .Optional("restrictsIsolatedHosts", Values.Flag, row => row.RestrictsIsolatedHosts, (row, value) => row with { RestrictsIsolatedHosts = value }, "true where left out")
            .Optional("imageIsolationNamespace", Values.OrNull(Values.Text), row => row.ImageIsolationNamespace, (row, value) => row with { ImageIsolationNamespace = value })
            .Optional("imageIsolationSeparator", Values.Text, row => row.ImageIsolationSeparator, (row, value) => row with { ImageIsolationSeparator = value })
            .Optional("limitsTenantsToAggregates", Values.Flag, row => row.LimitsTenantsToAggregates, (row, value) => row with { LimitsTenantsToAggregates = value })
            .Optional("requiresAggregateForTenants", Values.Flag, row => row.RequiresAggregateForTenants, (row, value) => row with { RequiresAggregateForTenants = value })
            .Optional("isolatesAggregatesByTrait", Values.Flag, row => row.IsolatesAggregatesByTrait, (row, value) => row with { IsolatesAggregatesByTrait = value })
            .Optional("prefiltersByImage", Values.Flag, row => row.PrefiltersByImage, (row, value) => row with { PrefiltersByImage = value });

    /// <summary>A PCI alias.</summary>
    public static readonly RecordShape<PciAlias> PciAlias =
        new RecordShape<PciAlias>("pciAlias", new PciAlias { Name = "" }, isInline: true)
            .Required("name", Values.Name, alias => alias.Name, (alias, value) => alias with { Name = value })
            .Optional("vendorId", Values.OrNull(Values.Text), alias => alias.VendorId, (alias, value) => alias with { VendorId = value })
            .Optional("productId", Values.OrNull(Values.Text), alias => alias.ProductId, (alias, value) => alias with { ProductId = value })
            .Optional("deviceType", Values.OrNull(Values.Text), alias => alias.DeviceType, (alias, value) => alias with { DeviceType = value })
            .Optional("numaPolicy", Values.OrNull(Values.Text), alias => alias.NumaPolicy, (alias, value) => alias with { NumaPolicy = value })
            .Optional("isLiveMigratable", Values.Flag, alias => alias.IsLiveMigratable, (alias, value) => alias with { IsLiveMigratable = value });

    /// <summary>A network link.</summary>
    public static readonly RecordShape<NetworkLink> Link =
        new RecordShape<NetworkLink>("networkLink", new NetworkLink("", 1), isInline: true)
            .Required("name", Values.Name, link => link.Name, (link, value) => link with { Name = value })
            .Required("bandwidthMbps", Values.Positive, link => link.BandwidthMbps, (link, value) => link with { BandwidthMbps = value })
            .Optional("maxConcurrent", Values.OrNone(Values.PositiveCount), link => link.MaxConcurrent, (link, value) => link with { MaxConcurrent = value });

    /// <summary>Settings of the whole cloud.</summary>
    public static readonly RecordShape<CloudOptions> Options =
        new RecordShape<CloudOptions>("cloudOptions", new CloudOptions())
            .Optional("novaRelease", Values.Fact(Values.Release), row => row.NovaRelease, (row, value) => row with { NovaRelease = value }, "major version of Nova, 26 is Zed")
            .Optional("placementMajor", Values.Fact(Values.Int(1, 999)), row => row.PlacementMajor, (row, value) => row with { PlacementMajor = value }, "major version of Placement, 14 is 2025.2")
            .Optional("enabledFilters", Values.Fact(Values.List(Values.Text)), row => row.EnabledFilters, (row, value) => row with { EnabledFilters = value })
            .Optional("filters", Filters, row => row.Filters, (row, value) => row with { Filters = value })
            .Optional("pciAliases", Values.Fact(Values.List(PciAlias)), row => row.PciAliases, (row, value) => row with { PciAliases = value })
            .Optional("packsNumaCells", Values.Fact(Values.Flag), row => row.PacksNumaCells, (row, value) => row with { PacksNumaCells = value })
            .Optional("disablesPcpuFallback", Values.Fact(Values.Flag), row => row.DisablesPcpuFallback, (row, value) => row with { DisablesPcpuFallback = value })
            .Optional("skipsHypervisorVersionCheck", Values.Fact(Values.Flag), row => row.SkipsHypervisorVersionCheck, (row, value) => row with { SkipsHypervisorVersionCheck = value })
            .Optional("skipsCpuCompare", Values.Fact(Values.Flag), row => row.SkipsCpuCompare, (row, value) => row with { SkipsCpuCompare = value })
            .Optional("cpuModels", Values.Fact(Values.List(NumaTables.CpuModel)), row => row.CpuModels, (row, value) => row with { CpuModels = value }, "the cloud's own cpu_map, in place of the library's")
            .Optional("allowsCrossCellCold", Values.Fact(Values.Flag), row => row.AllowsCrossCellCold, (row, value) => row with { AllowsCrossCellCold = value })
            .Optional("defaultZone", Values.Fact(Values.Text), row => row.DefaultZone, (row, value) => row with { DefaultZone = value })
            .Optional("links", Values.List(Link), row => row.Links, (row, value) => row with { Links = value })
            .Optional("defaultBandwidthMbps", Values.Fact(Values.Positive), row => row.DefaultBandwidthMbps, (row, value) => row with { DefaultBandwidthMbps = value })
            .Optional("defaultDirtyShare", Values.Fact(Values.Measure), row => row.DefaultDirtyShare, (row, value) => row with { DefaultDirtyShare = value }, "of the flavor's memory, per second");

    /// <summary>An aggregate.</summary>
    public static readonly RecordShape<Aggregate> Aggregate =
        new RecordShape<Aggregate>("aggregate", new Aggregate { Id = "" })
            .Required("id", Values.Name, aggregate => aggregate.Id, (aggregate, value) => aggregate with { Id = value })
            .Optional("name", Values.Text, aggregate => aggregate.Name, (aggregate, value) => aggregate with { Name = value })
            .Optional("hosts", Values.List(Values.Host), aggregate => aggregate.Hosts, (aggregate, value) => aggregate with { Hosts = value })
            .Optional("metadata", Values.TextMap, aggregate => aggregate.Metadata, (aggregate, value) => aggregate with { Metadata = value });

    /// <summary>What was doubtful when a cluster was read.</summary>
    public static readonly RecordShape<Finding> Doubt =
        new RecordShape<Finding>("doubt", new Finding(Severity.Warning, "", "", ""), isInline: true)
            .Required("code", Values.Name, doubt => doubt.Code, (doubt, value) => doubt with { Code = value })
            .Required("path", Values.Text, doubt => doubt.Path, (doubt, value) => doubt with { Path = value })
            .Required("message", Values.Text, doubt => doubt.Message, (doubt, value) => doubt with { Message = value })
            .Optional("file", Values.OrNull(Values.Text), doubt => doubt.File, (doubt, value) => doubt with { File = value })
            .Optional("line", Values.OrNone(Values.PositiveCount), doubt => doubt.Line, (doubt, value) => doubt with { Line = value });

    /// <summary>A cluster.</summary>
    public static readonly RecordShape<ClusterParts> Parts =
        new RecordShape<ClusterParts>("cluster", new ClusterParts())
            .Optional("options", Options, parts => parts.Options, (parts, value) => parts with { Options = value })
            .Required("hosts", Values.List(HostTables.Host, most: ListBounds.Hosts), parts => parts.Hosts, (parts, value) => parts with { Hosts = value })
            .Optional("aggregates", Values.List(Aggregate), parts => parts.Aggregates, (parts, value) => parts with { Aggregates = value })
            .Optional("serverGroups", Values.List(InstanceTables.ServerGroup), parts => parts.ServerGroups, (parts, value) => parts with { ServerGroups = value })
            .Required("instances", Values.List(InstanceTables.Instance, most: ListBounds.Instances), parts => parts.Instances, (parts, value) => parts with { Instances = value })
            .Optional("movesInFlight", Values.List(InstanceTables.MoveInFlight), parts => parts.MovesInFlight, (parts, value) => parts with { MovesInFlight = value })
            .Optional("doubts", Values.List(Doubt), parts => parts.Doubts, (parts, value) => parts with { Doubts = value }, "warnings from when it was read");

    /// <summary>The document.</summary>
    public static readonly DocumentShape<ClusterParts> Document =
        DocumentShape<ClusterParts>.Of("rebalancer/cluster", "A cluster: the hosts and instances of an OpenStack cloud at one moment", Parts);
}
