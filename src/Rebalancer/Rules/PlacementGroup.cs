using System.Collections.Immutable;
using Rebalancer.Model;

namespace Rebalancer.Rules;

/// <summary>One group of a request: amounts and traits that are asked for together.</summary>
/// <remarks>Source: <c>nova.objects.RequestGroup</c>. Nova has one unnumbered group and one per suffix such as <c>resources1:</c>.</remarks>
public sealed record PlacementGroup
{
    /// <summary>The suffix of the keys that made it; empty for the unnumbered group.</summary>
    public string Suffix { get; init; } = "";

    /// <summary>Amounts per resource class, sorted.</summary>
    public ImmutableSortedDictionary<ResourceClass, long> Amounts { get; init; } = ImmutableSortedDictionary<ResourceClass, long>.Empty;

    /// <summary>Traits that the provider must have, sorted ordinally.</summary>
    public ImmutableArray<string> RequiredTraits { get; init; } = [];

    /// <summary>Traits that the provider must not have, sorted ordinally.</summary>
    public ImmutableArray<string> ForbiddenTraits { get; init; } = [];
}
