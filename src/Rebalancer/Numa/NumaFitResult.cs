using System.Collections.Immutable;

namespace Rebalancer.Numa;

/// <summary>Where a guest goes, or why it does not fit.</summary>
/// <param name="Placement">The chosen host cells; <c>null</c> when the guest does not fit.</param>
/// <param name="Refusals">When it does not fit: every reason met, in the order of the search, without repeats.</param>
public sealed record NumaFitResult(GuestPlacement? Placement, ImmutableArray<NumaRefusal> Refusals);

/// <summary>One reason why a guest cell does not fit on a host cell.</summary>
/// <param name="Code">A stable code, such as <c>numa.free-dedicated-cpus</c>.</param>
/// <param name="Message">One sentence with the figures.</param>
/// <param name="HostCell">The host cell, or <c>null</c> when the reason concerns the host.</param>
public sealed record NumaRefusal(string Code, string Message, int? HostCell);
