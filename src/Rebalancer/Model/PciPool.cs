using System.Collections.Immutable;

namespace Rebalancer.Model;

/// <summary>PCI devices of one kind on one NUMA cell of a host.</summary>
public sealed record PciPool
{
    /// <summary>Four hexadecimal digits.</summary>
    public required string VendorId { get; init; }

    /// <summary>Four hexadecimal digits.</summary>
    public required string ProductId { get; init; }

    /// <summary>The host cell the devices hang on; <c>null</c> where the device does not say.</summary>
    public int? NumaNode { get; init; }

    /// <summary>What the device is: <c>type-PCI</c>, <c>type-PF</c>, <c>type-VF</c> or <c>vdpa</c>.</summary>
    public string DeviceType { get; init; } = "type-PCI";

    /// <summary>The physical network of an SR-IOV device.</summary>
    public string? PhysicalNetwork { get; init; }

    /// <summary>Whether the host's <c>device_spec</c> marks the devices <c>live_migratable</c>.</summary>
    public bool IsLiveMigratable { get; init; }

    /// <summary>Further tags of the <c>device_spec</c> that requests can ask for, such as <c>remote_managed</c> or <c>trusted</c>.</summary>
    public ImmutableSortedDictionary<string, string> Tags { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>How many devices there are, used or not.</summary>
    public required int Total { get; init; }
}

/// <summary>A <c>[pci] alias</c> of the cloud: the name by which flavors ask for a device.</summary>
public sealed record PciAlias
{
    /// <summary>The name in <c>pci_passthrough:alias</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Four hexadecimal digits, or <c>null</c> for any.</summary>
    public string? VendorId { get; init; }

    /// <summary>Four hexadecimal digits, or <c>null</c> for any.</summary>
    public string? ProductId { get; init; }

    /// <summary>The device type asked for, or <c>null</c> for any.</summary>
    public string? DeviceType { get; init; }

    /// <summary>Where the device may be, seen from the guest's cells; <c>null</c> means <c>legacy</c>.</summary>
    public string? NumaPolicy { get; init; }

    /// <summary>Whether live migration is allowed with such a device (2025.1 and later).</summary>
    public bool IsLiveMigratable { get; init; }
}
