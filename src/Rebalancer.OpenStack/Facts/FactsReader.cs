using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Rebalancer.Cpu;
using Rebalancer.Model;
using Rebalancer.Numa;

namespace Rebalancer.OpenStack.Facts;

/// <summary>Turns the nodes of a facts file that obeys the schema into facts.</summary>
internal static class FactsReader
{
    /// <summary>Reads the whole file.</summary>
    public static FactsFile Read(FactsNode root, string? file) => new(
        ReadCloud(root["cloud"]),
        Entries(root, "hosts", file, HostFactsReader.Read),
        Entries(root, "instances", file, InstanceFactsReader.Read),
        Entries(root, "images", file, node => TextMap(node["properties"]!)),
        file);

    /// <summary>Reads a moment with its offset.</summary>
    public static bool TryMoment(string text, out DateTimeOffset moment) => DateTimeOffset.TryParseExact(
        text,
        ["yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"],
        CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal,
        out moment);

    /// <summary>A given fact where the key stands there.</summary>
    public static Fact<T> Given<T>(FactsNode? parent, string key, Func<FactsNode, T> read) =>
        parent?[key] is FactsNode node ? Fact.Given(read(node)) : default;

    public static string Text(FactsNode node) => node.Scalar;

    public static bool Flag(FactsNode node) => node.TryBoolean(out bool value) && value;

    public static long Whole(FactsNode node) => node.TryInteger(out long value) ? value : throw new FormatException(node.Scalar);

    // A number that fits the schema but not the type is clamped: no real cloud has two billion of anything counted here.
    public static int Count(FactsNode node) => (int)Math.Min(Whole(node), int.MaxValue);

    public static double Real(FactsNode node) => node.TryNumber(out double value) ? value : throw new FormatException(node.Scalar);

    public static CpuSet Cpus(FactsNode node) => CpuSet.Parse(node.Scalar);

    public static CpuSet? CpusOrUnset(FactsNode node) => node.IsNull ? null : CpuSet.Parse(node.Scalar);

    public static ImmutableArray<string> Texts(FactsNode node) =>
        node.Kind == FactsNodeKind.List ? [.. node.Items.Select(Text)] : [node.Scalar];

    public static ImmutableSortedDictionary<string, string> TextMap(FactsNode node) =>
        node.Members.ToImmutableSortedDictionary(member => member.Key, member => member.Value.Scalar, StringComparer.Ordinal);

    [SuppressMessage("Globalization", "CA1308", Justification = "PCI ids are lower-case in Nova.")]
    public static string PciId(FactsNode node) => node.Scalar.ToLowerInvariant();

    public static ConfigDrive ConfigDriveFormat(FactsNode node) => node.Scalar == "vfat" ? ConfigDrive.Vfat : ConfigDrive.Iso9660;

    public static HostCpu Cpu(FactsNode node) => new()
    {
        Architecture = new CpuArchitecture(node["architecture"]!.Scalar),
        Vendor = node["vendor"]?.Scalar ?? "",
        Model = node["model"]?.Scalar ?? "",
        Features = node["features"] is FactsNode features ? CpuFeatureSet.Of(Texts(features)) : CpuFeatureSet.Empty,
    };

    private static ImmutableArray<FactsEntry<T>> Entries<T>(FactsNode root, string section, string? file, Func<FactsNode, T> read) =>
        root[section] is FactsNode list
            ? [.. list.Items.Select((node, index) =>
                new FactsEntry<T>(ReadSelector(node), read(node), new Place(file, $"$.{section}[{index}]", node.Line)))]
            : [];

    private static Selector ReadSelector(FactsNode node) =>
        new(Globs(node, "id"), Globs(node, "name"), Globs(node, "project"), Globs(node, "tag"));

    private static ImmutableArray<string> Globs(FactsNode node, string key) => node[key] is FactsNode globs ? Texts(globs) : [];

    private static CloudFacts ReadCloud(FactsNode? node) => new(
        new CloudOptions
        {
            NovaRelease = Given(node?["releases"], "nova", release => new NovaRelease(Count(release))),
            PlacementMajor = Given(node?["releases"], "placement", Count),
            EnabledFilters = Given(node, "enabledFilters", Texts),
            Filters = ReadFilters(node?["filterOptions"]),
            PciAliases = Given(node, "pciAliases", list => list.Items.Select(ReadAlias).ToImmutableArray()),
            PacksNumaCells = Given(node, "packingHostNumaCellsAllocationStrategy", Flag),
            DisablesPcpuFallback = Given(node, "disableFallbackPcpuQuery", Flag),
            SkipsHypervisorVersionCheck = Given(node, "skipHypervisorVersionCheckOnLm", Flag),
            SkipsCpuCompare = Given(node, "skipCpuCompareOnDest", Flag),
            CpuModels = Given(node, "cpuModels", list => list.Items.Select(ReadModel).ToImmutableArray()),
            AllowsCrossCellCold = Given(node, "crossCellResize", Flag),
            DefaultZone = Given(node, "defaultAvailabilityZone", Text),
            Links = node?["links"] is FactsNode links ? [.. links.Items.Select(ReadLink)] : [],
            DefaultBandwidthMbps = Given(node?["defaults"], "bandwidthMbps", Whole),
            DefaultDirtyShare = Given(node?["defaults"], "dirtyShare", Real),
        },
        Given(node?["defaults"], "configDriveFormat", ConfigDriveFormat));

    private static FilterOptions ReadFilters(FactsNode? node)
    {
        FilterOptions nova = new();
        return new FilterOptions
        {
            MaxInstancesPerHost = Given(node, "maxInstancesPerHost", Count).ValueOr(nova.MaxInstancesPerHost),
            MaxIoOpsPerHost = Given(node, "maxIoOpsPerHost", Count).ValueOr(nova.MaxIoOpsPerHost),
            IsolatedHosts = Given(node, "isolatedHosts", Texts).ValueOr(nova.IsolatedHosts),
            IsolatedImages = Given(node, "isolatedImages", Texts).ValueOr(nova.IsolatedImages),
            RestrictsIsolatedHosts = Given(node, "restrictIsolatedHostsToIsolatedImages", Flag).ValueOr(nova.RestrictsIsolatedHosts),
            ImageIsolationNamespace = node?["aggregateImagePropertiesIsolationNamespace"] is { IsNull: false } name ? name.Scalar : null,
            ImageIsolationSeparator = Given(node, "aggregateImagePropertiesIsolationSeparator", Text).ValueOr(nova.ImageIsolationSeparator),
            LimitsTenantsToAggregates = Given(node, "limitTenantsToPlacementAggregate", Flag).ValueOr(nova.LimitsTenantsToAggregates),
            RequiresAggregateForTenants =
                Given(node, "placementAggregateRequiredForTenants", Flag).ValueOr(nova.RequiresAggregateForTenants),
            IsolatesAggregatesByTrait = Given(node, "enableIsolatedAggregateFiltering", Flag).ValueOr(nova.IsolatesAggregatesByTrait),
            PrefiltersByImage = Given(node, "imageMetadataPrefilter", Flag).ValueOr(nova.PrefiltersByImage),
        };
    }

    private static PciAlias ReadAlias(FactsNode node) => new()
    {
        Name = node["name"]!.Scalar,
        VendorId = node["vendorId"] is FactsNode vendor ? PciId(vendor) : null,
        ProductId = node["productId"] is FactsNode product ? PciId(product) : null,
        DeviceType = node["deviceType"]?.Scalar,
        NumaPolicy = node["numaPolicy"]?.Scalar,
        IsLiveMigratable = node["liveMigratable"] is FactsNode live && Flag(live),
    };

    private static CpuModel ReadModel(FactsNode node) => new(
        node["family"]!.Scalar,
        node["name"]!.Scalar,
        node["vendor"]?.Scalar ?? "",
        node["features"] is FactsNode features ? CpuFeatureSet.Of(Texts(features)) : CpuFeatureSet.Empty);

    private static NetworkLink ReadLink(FactsNode node) => new(
        node["name"]!.Scalar, Whole(node["bandwidthMbps"]!), node["maxConcurrent"] is FactsNode most ? Count(most) : null);
}
