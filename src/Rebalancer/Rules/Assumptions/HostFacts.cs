using System.Collections.Immutable;
using Rebalancer.Cpu;
using Rebalancer.Model;
using Rebalancer.Numa;

namespace Rebalancer.Rules.Assumptions;

/// <summary>What the rules take each host to be where they compare two hosts, by index of host.</summary>
/// <remarks>Cells, <c>cpu_shared_set</c> and storage are alike within an aggregate or zone only; the rest across the cloud too.</remarks>
internal sealed class HostFacts
{
    /// <summary>Derives the facts of a cluster's hosts.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="zones">The zone of each host.</param>
    public HostFacts(Cluster cluster, ImmutableArray<string?> zones)
    {
        Cells = NeighbourFacts.Of(cluster, zones, host => host.Cell, asksCloud: false);
        SharedSets = NeighbourFacts.Of(cluster, zones, host => host.CpuSharedSet, asksCloud: false);
        Backends = NeighbourFacts.Of(cluster, zones, host => host.Storage.Backend, asksCloud: false);
        SharedPaths = NeighbourFacts.Of(cluster, zones, host => host.Storage.SharedPathGroup, asksCloud: false);
        SshKeys = NeighbourFacts.Of(cluster, zones, host => host.SshKeyGroup, asksCloud: true);
        HypervisorTypes = NeighbourFacts.Of(cluster, zones, host => host.HypervisorType, asksCloud: true);
        HypervisorVersions = NeighbourFacts.Of(cluster, zones, host => host.HypervisorVersion, asksCloud: true);
        Cpus = NeighbourFacts.Of(cluster, zones, host => host.Cpu, asksCloud: true);
        CpuModels = NeighbourFacts.Of(cluster, zones, ModelOf, asksCloud: true);
        Architectures = NeighbourFacts.Of(cluster, zones, ArchitectureOf, asksCloud: true);
        IsAnyCellKnown = cluster.Hosts.Any(host => host.Cell.IsKnown);
    }

    /// <summary>The Nova cells.</summary>
    public ImmutableArray<HostFact<string>> Cells { get; }

    /// <summary>Whether anybody told a host's cell.</summary>
    public bool IsAnyCellKnown { get; }

    /// <summary>The sets of CPUs for floating guests; <c>null</c> where none is set.</summary>
    public ImmutableArray<HostFact<CpuSet?>> SharedSets { get; }

    /// <summary>What the disks of instances are.</summary>
    public ImmutableArray<HostFact<ImagesBackend>> Backends { get; }

    /// <summary>Who shares <c>instances_path</c>; empty where nobody does.</summary>
    public ImmutableArray<HostFact<string>> SharedPaths { get; }

    /// <summary>Who knows whose ssh keys.</summary>
    public ImmutableArray<HostFact<string>> SshKeys { get; }

    /// <summary>The types of hypervisor.</summary>
    public ImmutableArray<HostFact<string>> HypervisorTypes { get; }

    /// <summary>The versions of hypervisor.</summary>
    public ImmutableArray<HostFact<long>> HypervisorVersions { get; }

    /// <summary>The CPUs with all features.</summary>
    public ImmutableArray<HostFact<HostCpu>> Cpus { get; }

    /// <summary>Vendor and model of the CPUs.</summary>
    public ImmutableArray<HostFact<CpuModelName>> CpuModels { get; }

    /// <summary>The architectures of the CPUs.</summary>
    public ImmutableArray<HostFact<CpuArchitecture>> Architectures { get; }

    private static Fact<CpuModelName> ModelOf(Host host) =>
        host.Cpu.TryGet(out HostCpu? cpu) ? Fact.From(new CpuModelName(cpu.Vendor, cpu.Model), host.Cpu.Source) : default;

    private static Fact<CpuArchitecture> ArchitectureOf(Host host) =>
        host.Cpu.TryGet(out HostCpu? cpu) ? Fact.From(cpu.Architecture, host.Cpu.Source) : default;
}
