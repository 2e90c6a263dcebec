namespace Rebalancer.Pci;

/// <summary>Nova's names for how near a device has to be to its guest.</summary>
/// <remarks>Source: <c>nova.objects.fields.PCINUMAAffinityPolicy</c>.</remarks>
public static class PciNumaPolicy
{
    /// <summary>On a host cell of the guest, or on none that is told. The default.</summary>
    public const string Legacy = "legacy";

    /// <summary>On a host cell of the guest.</summary>
    public const string Required = "required";

    /// <summary>Anywhere, near ones first.</summary>
    public const string Preferred = "preferred";

    /// <summary>On the socket of a host cell of the guest.</summary>
    public const string Socket = "socket";
}
