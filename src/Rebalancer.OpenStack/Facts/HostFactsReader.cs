using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Cpu;
using Rebalancer.Model;
using Rebalancer.Numa;
using static Rebalancer.OpenStack.Facts.FactsReader;

namespace Rebalancer.OpenStack.Facts;

/// <summary>Reads an entry of <c>hosts</c>.</summary>
internal static class HostFactsReader
{
    /// <summary>The facts of one entry.</summary>
    public static HostFacts Read(FactsNode node)
    {
        FactsNode? migration = node["migration"];
        ImmutableArray<NovaOption> conf = ReadConf(node["novaConf"]);
        return new HostFacts
        {
            Cell = Given(node, "cell", Text),
            Release = Given(node, "release", release => new NovaRelease(Count(release))),
            HypervisorType = Given(node, "hypervisorType", Text),
            HypervisorVersion = Given(node, "hypervisorVersion", Whole),
            Cpu = Given(node, "cpu", FactsReader.Cpu),
            CpuMode = Given(node, "cpuMode", ReadCpuMode),
            SupportedInstances = Given(node, "supportedInstances", kinds => kinds.Items.Select(ReadSupported).ToImmutableArray()),
            Topology = Given(node, "numa", cells => new HostTopology([.. cells.Items.Select(ReadCell)])),
            CpuSharedSet = Given(node, "cpuSharedSet", CpusOrUnset),
            CpuDedicatedSet = Given(node, "cpuDedicatedSet", CpusOrUnset),
            PciPools = Given(node, "pci", ReadPools),
            MdevTypes = Given(node, "mdevTypes", Texts),
            Storage = new HostStorage
            {
                Backend = Given(node, "imagesBackend", ReadBackend),
                SharedPathGroup = Given(node, "sharedInstancesPath", TextOrEmpty),
            },
            SshKeyGroup = Given(node, "sshKeyGroup", Text),
            ConfigDrive = Given(node, "configDriveFormat", ConfigDriveFormat),
            Migration = new MigrationSettings
            {
                MaxConcurrentLive = Given(migration, "maxConcurrentLive", Count),
                BandwidthMbps = Given(migration, "bandwidthMbps", Whole),
                ParallelConnections = Given(migration, "parallelConnections", Count).Or(LibvirtNumber(conf, "live_migration_parallel_connections")),
                PostCopy = Given(migration, "postCopy", Flag).Or(LibvirtFlag(conf, "live_migration_permit_post_copy")),
                AllowedDowntimeMs = Given(migration, "allowedDowntimeMs", Count),
                Link = Given(migration, "link", TextOrEmpty),
            },
            NovaConf = conf,
            Labels = node["labels"] is FactsNode labels ? TextMap(labels) : HostFacts.NoLabels,
            Fenced = Given(node, "fenced", Flag),
        };
    }

    private static ImmutableArray<NovaOption> ReadConf(FactsNode? node) => node is null
        ? []
        : [.. node.Members.SelectMany(section => section.Value.Members.Select(option => new NovaOption(section.Key, option.Key, option.Value.Scalar)))
            .OrderBy(option => option.Section, StringComparer.Ordinal).ThenBy(option => option.Name, StringComparer.Ordinal)];

    // Only the section in which Nova itself looks; elsewhere an option has no effect.
    private static string? Libvirt(ImmutableArray<NovaOption> conf, string name) =>
        conf.FirstOrDefault(option => option.Section == "libvirt" && option.Name == name)?.Value;

    private static Fact<int> LibvirtNumber(ImmutableArray<NovaOption> conf, string name) =>
        int.TryParse(Libvirt(conf, name), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
            ? Fact.Given(number)
            : default;

    private static Fact<bool> LibvirtFlag(ImmutableArray<NovaOption> conf, string name) =>
        bool.TryParse(Libvirt(conf, name), out bool flag) ? Fact.Given(flag) : default;

    private static string TextOrEmpty(FactsNode node) => node.IsNull ? "" : node.Scalar;

    private static CpuMode ReadCpuMode(FactsNode node) => node.Scalar switch
    {
        "host-passthrough" => CpuMode.HostPassthrough,
        "custom" => CpuMode.Custom,
        "none" => CpuMode.None,
        _ => CpuMode.HostModel,
    };

    private static ImagesBackend ReadBackend(FactsNode node) => Enum.Parse<ImagesBackend>(node.Scalar, ignoreCase: true);

    private static HostCell ReadCell(FactsNode node) => new()
    {
        Id = Count(node["id"]!),
        Cpus = Cpus(node["cpus"]!),
        Siblings = node["siblings"] is FactsNode siblings ? [.. siblings.Items.Select(Cpus)] : [],
        Socket = node["socket"] is FactsNode socket ? Count(socket) : null,
        MemoryMiB = Whole(node["memoryMiB"]!),
        Pages = node["pages"] is FactsNode pages ? [.. pages.Items.Select(ReadPages).OrderBy(pool => pool.SizeKiB)] : [],
        Networks = ReadNetworks(node),
    };

    private static NetworkAffinity? ReadNetworks(FactsNode node)
    {
        ImmutableArray<string> physical = node["physicalNetworks"] is FactsNode names ? Texts(names).Sort(StringComparer.Ordinal) : [];
        bool tunneled = node["tunneled"] is FactsNode flag && Flag(flag);
        return physical.IsEmpty && !tunneled ? null : new NetworkAffinity(physical, tunneled);
    }

    private static SupportedInstance ReadSupported(FactsNode node) =>
        new(node["architecture"]!.Scalar, node["hypervisorType"]!.Scalar, node["vmMode"]!.Scalar);

    private static PagePool ReadPages(FactsNode node) =>
        new(Whole(node["sizeKiB"]!), Whole(node["total"]!), node["reserved"] is FactsNode reserved ? Whole(reserved) : 0);

    private static ImmutableArray<PciPool> ReadPools(FactsNode node) =>
    [
        .. node.Items.Select(ReadDevice)
            .GroupBy(device => device with { Total = 0 })
            .Select(pool => pool.Key with { Total = pool.Sum(device => device.Total) }),
    ];

    private static PciPool ReadDevice(FactsNode node) => new()
    {
        VendorId = PciId(node["vendorId"]!),
        ProductId = PciId(node["productId"]!),
        NumaNode = node["numaNode"] is { IsNull: false } cell ? Count(cell) : null,
        DeviceType = node["deviceType"]?.Scalar ?? "type-PCI",
        PhysicalNetwork = node["physicalNetwork"]?.Scalar,
        IsLiveMigratable = node["liveMigratable"] is FactsNode live && Flag(live),
        Total = node["count"] is FactsNode count ? Count(count) : 1,
    };
}
