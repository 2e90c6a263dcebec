using System.Collections.Immutable;
using Rebalancer.Numa;
using Rebalancer.Pci;

namespace Rebalancer.Rules.Filters;

/// <summary>What the scheduler's filters know of the instance to be placed.</summary>
/// <remarks>Source: <c>nova.objects.RequestSpec</c>, as stored when the instance was made.</remarks>
internal sealed record RequestSpec
{
    /// <summary>The instance's id.</summary>
    public string InstanceId { get; init; } = "";

    /// <summary>The project that owns it.</summary>
    public string ProjectId { get; init; } = "";

    /// <summary>The flavor's name.</summary>
    public string FlavorName { get; init; } = "";

    /// <summary>The flavor's extra specs.</summary>
    public ImmutableSortedDictionary<string, string> ExtraSpecs { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The image's id; <c>null</c> for none.</summary>
    public string? ImageId { get; init; }

    /// <summary>The image's properties.</summary>
    public ImageProperties Image { get; init; } = ImageProperties.None;

    /// <summary>The scheduler hints.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<string>> Hints { get; init; } = ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>The server group; <c>null</c> for none.</summary>
    public GroupSpec? Group { get; init; }

    /// <summary>The guest cells; <c>null</c> for a floating guest.</summary>
    public GuestTopology? Topology { get; init; }

    /// <summary>The PCI devices asked for.</summary>
    public ImmutableArray<PciRequest> Pci { get; init; } = [];

    /// <summary>The values of a hint; empty when it was not given.</summary>
    public ImmutableArray<string> Hint(string name) => Hints.TryGetValue(name, out ImmutableArray<string> values) ? values : [];
}

/// <summary>A server group as the scheduler loads it.</summary>
/// <param name="Policy">Nova's name of the policy.</param>
/// <param name="Members">The members' ids.</param>
/// <param name="Hosts">The hosts of all members, the instance itself included.</param>
/// <param name="MaxServerPerHost">How many members one host may hold.</param>
internal sealed record GroupSpec(string? Policy, ImmutableArray<string> Members, ImmutableArray<string> Hosts, int MaxServerPerHost = 1);
