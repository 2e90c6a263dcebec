namespace Rebalancer.Model;

/// <summary>A Placement resource class, such as <c>VCPU</c> or <c>CUSTOM_GPU</c>.</summary>
/// <param name="Name">The name as Placement spells it.</param>
public readonly record struct ResourceClass(string Name) : IComparable<ResourceClass>
{
    /// <summary>Virtual CPUs that float over a host's shared set.</summary>
    public static readonly ResourceClass Vcpu = new("VCPU");

    /// <summary>Host CPUs given to one instance alone.</summary>
    public static readonly ResourceClass Pcpu = new("PCPU");

    /// <summary>Memory in MiB.</summary>
    public static readonly ResourceClass MemoryMb = new("MEMORY_MB");

    /// <summary>Local disk in GiB.</summary>
    public static readonly ResourceClass DiskGb = new("DISK_GB");

    /// <summary>Ordinal order of the name.</summary>
    public int CompareTo(ResourceClass other) => string.CompareOrdinal(Name, other.Name);

    /// <summary>The name itself.</summary>
    public override string ToString() => Name ?? "";

    /// <summary>Ordinal order of the name.</summary>
    public static bool operator <(ResourceClass left, ResourceClass right) => left.CompareTo(right) < 0;

    /// <summary>Ordinal order of the name.</summary>
    public static bool operator >(ResourceClass left, ResourceClass right) => left.CompareTo(right) > 0;

    /// <summary>Ordinal order of the name.</summary>
    public static bool operator <=(ResourceClass left, ResourceClass right) => left.CompareTo(right) <= 0;

    /// <summary>Ordinal order of the name.</summary>
    public static bool operator >=(ResourceClass left, ResourceClass right) => left.CompareTo(right) >= 0;
}
