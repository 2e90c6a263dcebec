using System.Collections.Immutable;

namespace Rebalancer.Pci;

/// <summary>PCI devices that an instance asks for in one go: by a flavor's alias or for an SR-IOV port.</summary>
public sealed record PciRequest
{
    /// <summary>How many devices.</summary>
    public required int Count { get; init; }

    /// <summary>The alias of the flavor, or <c>null</c> for a port.</summary>
    public string? Alias { get; init; }

    /// <summary>Device properties asked for; a device matches when one of these sets agrees with it in every key.</summary>
    public ImmutableArray<ImmutableSortedDictionary<string, string>> Specs { get; init; } = [];

    /// <summary>Nova's <c>pci_numa_affinity_policy</c>: <c>required</c>, <c>preferred</c>, <c>legacy</c>, <c>socket</c>; <c>null</c> is legacy.</summary>
    public string? NumaPolicy { get; init; }

    /// <summary>Whether the request may be met again on another host during a live migration.</summary>
    public bool IsLiveMigratable { get; init; }
}
