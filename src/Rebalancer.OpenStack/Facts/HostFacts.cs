using System.Collections.Immutable;
using Rebalancer.Cpu;
using Rebalancer.Model;
using Rebalancer.Numa;

namespace Rebalancer.OpenStack.Facts;

/// <summary>What an operator gives of a host.</summary>
internal sealed record HostFacts
{
    /// <summary>No labels, in the order of their code points.</summary>
    public static readonly ImmutableSortedDictionary<string, string> NoLabels =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    public Fact<string> Cell { get; init; }

    public Fact<NovaRelease> Release { get; init; }

    public Fact<string> HypervisorType { get; init; }

    public Fact<long> HypervisorVersion { get; init; }

    public Fact<HostCpu> Cpu { get; init; }

    public Fact<CpuMode> CpuMode { get; init; }

    public Fact<ImmutableArray<SupportedInstance>> SupportedInstances { get; init; }

    public Fact<HostTopology> Topology { get; init; }

    public Fact<CpuSet?> CpuSharedSet { get; init; }

    public Fact<CpuSet?> CpuDedicatedSet { get; init; }

    public Fact<ImmutableArray<PciPool>> PciPools { get; init; }

    public Fact<ImmutableArray<string>> MdevTypes { get; init; }

    public HostStorage Storage { get; init; } = new();

    public Fact<string> SshKeyGroup { get; init; }

    public Fact<ConfigDrive> ConfigDrive { get; init; }

    public MigrationSettings Migration { get; init; } = new();

    public ImmutableArray<NovaOption> NovaConf { get; init; } = [];

    public ImmutableSortedDictionary<string, string> Labels { get; init; } = NoLabels;

    public Fact<bool> Fenced { get; init; }

    /// <summary>These facts, and those of <paramref name="below"/> where these say nothing.</summary>
    public HostFacts Over(HostFacts below) => new()
    {
        Cell = Cell.Or(below.Cell),
        Release = Release.Or(below.Release),
        HypervisorType = HypervisorType.Or(below.HypervisorType),
        HypervisorVersion = HypervisorVersion.Or(below.HypervisorVersion),
        Cpu = Cpu.Or(below.Cpu),
        CpuMode = CpuMode.Or(below.CpuMode),
        SupportedInstances = SupportedInstances.Or(below.SupportedInstances),
        Topology = Topology.Or(below.Topology),
        CpuSharedSet = CpuSharedSet.Or(below.CpuSharedSet),
        CpuDedicatedSet = CpuDedicatedSet.Or(below.CpuDedicatedSet),
        PciPools = PciPools.Or(below.PciPools),
        MdevTypes = MdevTypes.Or(below.MdevTypes),
        Storage = new HostStorage
        {
            Backend = Storage.Backend.Or(below.Storage.Backend),
            SharedPathGroup = Storage.SharedPathGroup.Or(below.Storage.SharedPathGroup),
        },
        SshKeyGroup = SshKeyGroup.Or(below.SshKeyGroup),
        ConfigDrive = ConfigDrive.Or(below.ConfigDrive),
        Migration = new MigrationSettings
        {
            MaxConcurrentLive = Migration.MaxConcurrentLive.Or(below.Migration.MaxConcurrentLive),
            BandwidthMbps = Migration.BandwidthMbps.Or(below.Migration.BandwidthMbps),
            ParallelConnections = Migration.ParallelConnections.Or(below.Migration.ParallelConnections),
            PostCopy = Migration.PostCopy.Or(below.Migration.PostCopy),
            AllowedDowntimeMs = Migration.AllowedDowntimeMs.Or(below.Migration.AllowedDowntimeMs),
            Link = Migration.Link.Or(below.Migration.Link),
        },
        NovaConf = Laid(NovaConf, below.NovaConf),
        Labels = below.Labels.SetItems(Labels),
        Fenced = Fenced.Or(below.Fenced),
    };

    private static ImmutableArray<NovaOption> Laid(ImmutableArray<NovaOption> over, ImmutableArray<NovaOption> below) =>
        over.IsEmpty || below.IsEmpty
            ? over.IsEmpty ? below : over
            : [.. over.Concat(below).DistinctBy(option => (option.Section, option.Name))
                .OrderBy(option => option.Section, StringComparer.Ordinal).ThenBy(option => option.Name, StringComparer.Ordinal)];
}
