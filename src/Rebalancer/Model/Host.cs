using System.Collections.Immutable;
using Rebalancer.Cpu;
using Rebalancer.Numa;

namespace Rebalancer.Model;

/// <summary>A compute host as a snapshot knows it.</summary>
public sealed record Host
{
    /// <summary>The key of the label that names a host's rack.</summary>
    public const string RackLabel = "rack";

    /// <summary>The name that moves and services use.</summary>
    public required HostName Name { get; init; }

    /// <summary>The UUID of the hypervisor, which is also that of its root resource provider; <c>null</c> when not read.</summary>
    public string? ProviderId { get; init; }

    /// <summary>The state of its nova-compute service.</summary>
    public required ComputeService Service { get; init; }

    /// <summary>The IP address that nova-compute gives for the host (<c>[DEFAULT] my_ip</c>); the hint <c>build_near_host_ip</c> is held against it.</summary>
    public Fact<string> Address { get; init; }

    /// <summary>Such as <c>QEMU</c>; compared by the live-migration task.</summary>
    public Fact<string> HypervisorType { get; init; }

    /// <summary>QEMU 8.2.2 is 8002002.</summary>
    public Fact<long> HypervisorVersion { get; init; }

    /// <summary>The CPU that libvirt reports.</summary>
    public Fact<HostCpu> Cpu { get; init; }

    /// <summary>How guests get their CPU model on this host.</summary>
    public Fact<CpuMode> CpuMode { get; init; }

    /// <summary>The kinds of guest that it can run; where nobody told, what KVM and QEMU run on its CPU's architecture.</summary>
    public Fact<ImmutableArray<SupportedInstance>> SupportedInstances { get; init; }

    /// <summary>The Nova cell that the host belongs to.</summary>
    public Fact<string> Cell { get; init; }

    /// <summary>The release of nova-compute, where it differs from the cloud's.</summary>
    public Fact<NovaRelease> NovaRelease { get; init; }

    /// <summary>Placement inventories, at most one per class; those of <see cref="Providers"/> pooled where there are any.</summary>
    public ImmutableArray<Inventory> Inventories { get; init; } = [];

    /// <summary>The tree of providers that have inventories, the host's own first; empty for a host without child providers.</summary>
    /// <remarks><see cref="Inventories"/> is then what <see cref="ProviderPools.InventoriesOf"/> makes of them.</remarks>
    public ImmutableArray<Provider> Providers { get; init; } = [];

    /// <summary>Usage in Placement by consumers that are neither an instance nor a migration of the snapshot (leaked allocations), sorted by class.</summary>
    public ImmutableSortedDictionary<ResourceClass, long> OtherUsage { get; init; } = ImmutableSortedDictionary<ResourceClass, long>.Empty;

    /// <summary>Traits of all of the host's providers, sorted ordinally.</summary>
    public ImmutableArray<string> Traits { get; init; } = [];

    /// <summary>NUMA cells with their CPUs, threads, memory and pages.</summary>
    public Fact<HostTopology> Topology { get; init; }

    /// <summary><c>[compute] cpu_shared_set</c>; a known <c>null</c> means that the option is not set.</summary>
    public Fact<CpuSet?> CpuSharedSet { get; init; }

    /// <summary><c>[compute] cpu_dedicated_set</c>; a known <c>null</c> means that the option is not set.</summary>
    public Fact<CpuSet?> CpuDedicatedSet { get; init; }

    /// <summary>PCI devices that instances may get, pooled by kind and NUMA cell.</summary>
    public Fact<ImmutableArray<PciPool>> PciPools { get; init; }

    /// <summary>Mediated device types (vGPU) that the host offers.</summary>
    public Fact<ImmutableArray<string>> MdevTypes { get; init; }

    /// <summary>Where instance disks live.</summary>
    public HostStorage Storage { get; init; } = new();

    /// <summary>Hosts of one group know each other's ssh keys, which a cold migration of local disks needs.</summary>
    public Fact<string> SshKeyGroup { get; init; }

    /// <summary>What limits and speeds migrations from and to this host.</summary>
    public MigrationSettings Migration { get; init; } = new();

    /// <summary>Options of its <c>nova.conf</c> as the operator gave them, sorted by section and name; empty where nobody did.</summary>
    public ImmutableArray<NovaOption> NovaConf { get; init; } = [];

    /// <summary>Free labels such as <c>rack</c> or <c>power</c>, sorted by key.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The rack that the label <see cref="RackLabel"/> names; its hosts may fail together. <c>null</c> where nobody said.</summary>
    public string? Rack => Labels.GetValueOrDefault(RackLabel);
}
