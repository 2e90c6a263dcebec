using System.Collections.Immutable;
using Rebalancer.Model;

namespace Rebalancer.Rules;

/// <summary>What an instance asks of Placement: amounts and traits.</summary>
/// <remarks>Source: <c>nova.scheduler.utils.ResourceRequest.from_request_spec</c>; rules.md section 3.</remarks>
public sealed record PlacementRequest
{
    /// <summary>Amounts per resource class over all groups, sorted.</summary>
    public ImmutableSortedDictionary<ResourceClass, long> Amounts { get; init; } = ImmutableSortedDictionary<ResourceClass, long>.Empty;

    /// <summary>Traits that the host must have, sorted.</summary>
    public ImmutableArray<string> RequiredTraits { get; init; } = [];

    /// <summary>Traits that the host must not have, sorted.</summary>
    public ImmutableArray<string> ForbiddenTraits { get; init; } = [];

    /// <summary>The request that a flavor and an image make.</summary>
    public static PlacementRequest Of(Flavor flavor, ImmutableSortedDictionary<string, string> imageProperties, bool isVolumeBacked) =>
        throw new NotImplementedException();

    /// <summary>The amounts as a host would be asked: PCPU becomes VCPU on a host without PCPU inventory, where the cloud falls back.</summary>
    public ImmutableSortedDictionary<ResourceClass, long> AmountsOn(Host host, CloudOptions options) =>
        throw new NotImplementedException();
}
