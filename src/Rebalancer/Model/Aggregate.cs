using System.Collections.Immutable;

namespace Rebalancer.Model;

/// <summary>A host aggregate.</summary>
public sealed record Aggregate
{
    /// <summary>The UUID, or the number where no UUID was read.</summary>
    public required string Id { get; init; }

    /// <summary>The display name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The hosts in it, in the order of the API.</summary>
    public ImmutableArray<HostName> Hosts { get; init; } = [];

    /// <summary>Metadata such as <c>availability_zone</c> or <c>filter_tenant_id</c>, sorted by key.</summary>
    public ImmutableSortedDictionary<string, string> Metadata { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}
