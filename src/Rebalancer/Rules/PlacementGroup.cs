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

    /// <summary>Whether one provider has to serve the whole group; the classes of other groups may come from one each.</summary>
    public bool IsOfOneProvider { get; init; }

    /// <summary>The group in a few words, such as <c>1 VGPU with CUSTOM_NVIDIA_11</c>.</summary>
    internal string AsText()
    {
        string amounts = string.Join(" and ", Amounts.Select(pair => $"{pair.Value} {pair.Key}"));
        string required = RequiredTraits.IsEmpty ? "" : $" with {string.Join(", ", RequiredTraits)}";
        return amounts + required + (ForbiddenTraits.IsEmpty ? "" : $" without {string.Join(", ", ForbiddenTraits)}");
    }
}
