namespace Rebalancer.Model;

/// <summary>A Neutron port of an instance.</summary>
public sealed record Port
{
    /// <summary>The UUID.</summary>
    public required string Id { get; init; }

    /// <summary>Neutron's <c>binding:vnic_type</c>: <c>normal</c>, <c>direct</c>, <c>macvtap</c>, <c>vdpa</c>, ...</summary>
    public string VnicType { get; init; } = "normal";

    /// <summary>The physical network of an SR-IOV port.</summary>
    public string? PhysicalNetwork { get; init; }

    /// <summary>Whether the port carries a resource request (guaranteed bandwidth).</summary>
    public bool HasResourceRequest { get; init; }
}
