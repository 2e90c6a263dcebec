using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Rebalancer.Numa;
using Rebalancer.Pci;

namespace Rebalancer.Rules.Filters;

/// <summary>A host as the scheduler's filters see it.</summary>
/// <remarks>Source: <c>nova.scheduler.host_manager.HostState</c>.</remarks>
internal sealed record HostState
{
    private static readonly Lazy<JsonObject> NoAttributes = new(() => []);

    /// <summary>The host's name.</summary>
    public required string Host { get; init; }

    /// <summary>Its IP address; <c>null</c> when not told.</summary>
    public string? Address { get; init; }

    /// <summary>Whether its compute service is enabled.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>Whether its compute service reports in time.</summary>
    public bool IsUp { get; init; } = true;

    /// <summary>The ids of the instances on it.</summary>
    public IReadOnlySet<string> Instances { get; init; } = ImmutableHashSet<string>.Empty;

    /// <summary>How many instances the host counts.</summary>
    public int InstanceCount { get; init; }

    /// <summary>How many instances are busy with disks.</summary>
    public int IoOps { get; init; }

    /// <summary>What its aggregates say.</summary>
    public AggregateMetadata Aggregates { get; init; } = AggregateMetadata.None;

    /// <summary>Triples of architecture, hypervisor and mode that the host can run; <c>null</c> when not told.</summary>
    public IReadOnlyList<IReadOnlyList<string>>? SupportedInstances { get; init; }

    /// <summary>QEMU 8.2.2 is 8002002; <c>null</c> when not told.</summary>
    public long? HypervisorVersion { get; init; }

    /// <summary>The attributes by Nova's names, for filters that look them up by text; made only when asked for.</summary>
    public Lazy<JsonObject> Attributes { get; init; } = NoAttributes;

    /// <summary>The NUMA cells; <c>null</c> when the host has none.</summary>
    public NumaHost? Cells { get; init; }

    /// <summary>What is used of the cells.</summary>
    public NumaUsage? Usage { get; init; }

    /// <summary>Limits, order of cells and networks of a fit on this host.</summary>
    public NumaFitOptions FitOptions { get; init; } = NumaFitOptions.Default;

    /// <summary>The PCI devices; <c>null</c> when the host has none.</summary>
    public PciStock? Devices { get; init; }
}
