using System.Collections.Immutable;
using Rebalancer.Model;

namespace Rebalancer.Goals;

/// <summary>Use as few hosts as possible, or hosts of as little weight (power, say) as possible.</summary>
public sealed record ConsolidateGoal : Goal
{
    /// <summary>The hosts that count; all where empty.</summary>
    public ImmutableArray<HostName> Hosts { get; init; } = [];

    /// <summary>What a host in use weighs, such as watts: 0 or more; 1 for hosts that are not named.</summary>
    public ImmutableSortedDictionary<HostName, long> Weights { get; init; } = ImmutableSortedDictionary<HostName, long>.Empty;
}
