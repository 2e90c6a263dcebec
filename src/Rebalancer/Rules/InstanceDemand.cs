using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Pci;

namespace Rebalancer.Rules;

/// <summary>Everything an instance would ask of a new host; equal for instances of one flavor, image and set of ports.</summary>
public sealed record InstanceDemand
{
    /// <summary>What it asks of Placement.</summary>
    public required PlacementRequest Request { get; init; }

    /// <summary>The guest cells, or <c>null</c> for a floating guest.</summary>
    public GuestTopology? Topology { get; init; }

    /// <summary>The PCI devices, by alias and for SR-IOV ports.</summary>
    public ImmutableArray<PciRequest> Pci { get; init; } = [];

    /// <summary>Whether arrival order matters: it has guest cells or devices.</summary>
    public bool IsStructured => Topology is not null || !Pci.IsEmpty;

    /// <summary>What an instance asks for.</summary>
    public static InstanceDemand Of(Instance instance, CloudOptions options) => throw new NotImplementedException();
}
