using System.Collections.Immutable;

namespace Rebalancer.Model;

/// <summary>A flavor as it is embedded in an instance.</summary>
public sealed record Flavor
{
    /// <summary>The name, Nova's <c>original_name</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Virtual CPUs, at least 1.</summary>
    public required int Vcpus { get; init; }

    /// <summary>Memory in MiB.</summary>
    public required long MemoryMiB { get; init; }

    /// <summary>Root disk in GiB.</summary>
    public long RootGiB { get; init; }

    /// <summary>Ephemeral disk in GiB.</summary>
    public long EphemeralGiB { get; init; }

    /// <summary>Swap disk in MiB.</summary>
    public long SwapMiB { get; init; }

    /// <summary>Extra specs, sorted by key.</summary>
    public ImmutableSortedDictionary<string, string> ExtraSpecs { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}
