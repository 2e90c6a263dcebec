using System.Collections.Immutable;

namespace Rebalancer.Model;

/// <summary>The image an instance was made from.</summary>
public sealed record Image
{
    /// <summary>The UUID; <c>null</c> where the instance only remembers the properties.</summary>
    public string? Id { get; init; }

    /// <summary>Properties such as <c>hw_cpu_policy</c>, sorted by key.</summary>
    public Fact<ImmutableSortedDictionary<string, string>> Properties { get; init; }
}
