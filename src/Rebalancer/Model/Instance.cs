using System.Collections.Immutable;
using Rebalancer.Cpu;
using Rebalancer.Numa;

namespace Rebalancer.Model;

/// <summary>An instance as a snapshot knows it.</summary>
public sealed record Instance
{
    /// <summary>The UUID.</summary>
    public required InstanceId Id { get; init; }

    /// <summary>The display name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The project that owns it.</summary>
    public string ProjectId { get; init; } = "";

    /// <summary>The host that Nova says it is on: while a live migration runs, the source; after a cold one, the destination.</summary>
    public required HostName Host { get; init; }

    /// <summary>The flavor it was made with.</summary>
    public required Flavor Flavor { get; init; }

    /// <summary>The image it was made from.</summary>
    public Image Image { get; init; } = new();

    /// <summary>Nova's <c>OS-EXT-STS:vm_state</c>.</summary>
    public VmState VmState { get; init; } = VmState.Active;

    /// <summary>Nova's <c>OS-EXT-STS:task_state</c>; <c>null</c> when no task runs.</summary>
    public string? TaskState { get; init; }

    /// <summary>Nova's <c>OS-EXT-STS:power_state</c>.</summary>
    public PowerState PowerState { get; init; } = PowerState.Running;

    /// <summary>Whether the instance is locked; an admin may move it all the same.</summary>
    public bool IsLocked { get; init; }

    /// <summary>Whether the root disk is a volume.</summary>
    public Fact<bool> IsVolumeBacked { get; init; }

    /// <summary>Its disks, volumes and the config drive left out; empty when it has none of its own.</summary>
    public ImmutableArray<Disk> Disks { get; init; } = [];

    /// <summary>How its config drive is made.</summary>
    public Fact<ConfigDrive> ConfigDrive { get; init; }

    /// <summary>Its network ports.</summary>
    public Fact<ImmutableArray<Port>> Ports { get; init; }

    /// <summary>The physical networks that its ports are on, where hosts tie networks to NUMA cells; those that the ports themselves name where nobody told.</summary>
    public Fact<ImmutableArray<string>> PhysicalNetworks { get; init; }

    /// <summary>What its allocation in Placement holds on <see cref="Host"/>, sorted by class; empty when not read.</summary>
    public ImmutableSortedDictionary<ResourceClass, long> Allocations { get; init; } = ImmutableSortedDictionary<ResourceClass, long>.Empty;

    /// <summary>Where its guest cells are and what they pin, when it has a guest topology.</summary>
    public Fact<GuestPlacement> Placement { get; init; }

    /// <summary>The zone it is pinned to; a known <c>null</c> means none.</summary>
    public Fact<string?> PinnedZone { get; init; }

    /// <summary>The scheduler hints it was made with, sorted by key.</summary>
    public Fact<ImmutableSortedDictionary<string, ImmutableArray<string>>> SchedulerHints { get; init; }

    /// <summary>The CPU its guest was started with, for <see cref="Cpu.CpuMode.Custom"/>; a known <c>null</c> means the host's.</summary>
    public Fact<HostCpu?> GuestCpu { get; init; }

    /// <summary>Whether a Manila share is attached, which bars moves from 2025.1 on.</summary>
    public Fact<bool> HasShare { get; init; }

    /// <summary>Memory written per second, in MiB, while it runs.</summary>
    public Fact<double> DirtyMiBPerSecond { get; init; }

    /// <summary>CPU use in host CPUs, measured: a mean or a percentile, for all instances the same.</summary>
    public Fact<double> CpuLoad { get; init; }

    /// <summary>CPU use in host CPUs at moments that are the same for all instances, such as each hour of a day; goes before <see cref="CpuLoad"/>.</summary>
    public Fact<ImmutableArray<double>> CpuLoadSamples { get; init; }

    /// <summary>What its owner allows.</summary>
    public Fact<OwnerPolicy> Policy { get; init; }

    /// <summary>Tags, sorted ordinally.</summary>
    public ImmutableArray<string> Tags { get; init; } = [];
}
