using System.Collections.Immutable;
using Rebalancer.Cpu;
using Rebalancer.Model;
using Rebalancer.Numa;

namespace Rebalancer.OpenStack.Facts;

/// <summary>What an operator gives of an instance.</summary>
internal sealed record InstanceFacts
{
    public Fact<double> DirtyMiBPerSecond { get; init; }

    public Fact<double> CpuLoad { get; init; }

    public Fact<ImmutableArray<double>> CpuLoadSamples { get; init; }

    public Fact<OwnerPolicy> Policy { get; init; }

    public Fact<ConfigDrive> ConfigDrive { get; init; }

    public Fact<string?> PinnedZone { get; init; }

    public Fact<ImmutableSortedDictionary<string, ImmutableArray<string>>> Hints { get; init; }

    public Fact<ImmutableSortedDictionary<string, string>> ImageProperties { get; init; }

    public Fact<bool> HasShare { get; init; }

    public Fact<HostCpu?> GuestCpu { get; init; }

    public Fact<ImmutableArray<string>> PhysicalNetworks { get; init; }

    public Fact<CpuSet> EmulatorCpus { get; init; }

    public Fact<GuestPlacement> OtherPlacement { get; init; }

    /// <summary>These facts, and those of <paramref name="below"/> where these say nothing.</summary>
    public InstanceFacts Over(InstanceFacts below) => new()
    {
        DirtyMiBPerSecond = DirtyMiBPerSecond.Or(below.DirtyMiBPerSecond),
        CpuLoad = CpuLoad.Or(below.CpuLoad),
        CpuLoadSamples = CpuLoadSamples.Or(below.CpuLoadSamples),
        Policy = Policy.Or(below.Policy),
        ConfigDrive = ConfigDrive.Or(below.ConfigDrive),
        PinnedZone = PinnedZone.Or(below.PinnedZone),
        Hints = Hints.Or(below.Hints),
        ImageProperties = ImageProperties.Or(below.ImageProperties),
        HasShare = HasShare.Or(below.HasShare),
        GuestCpu = GuestCpu.Or(below.GuestCpu),
        PhysicalNetworks = PhysicalNetworks.Or(below.PhysicalNetworks),
        EmulatorCpus = EmulatorCpus.Or(below.EmulatorCpus),
        OtherPlacement = OtherPlacement.Or(below.OtherPlacement),
    };
}
