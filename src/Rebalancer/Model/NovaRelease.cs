namespace Rebalancer.Model;

/// <summary>A release of Nova by its major version: 26 Zed, 27 2023.1, ... 33 2026.1.</summary>
/// <param name="Major">The major version, at least 26.</param>
public readonly record struct NovaRelease(int Major) : IComparable<NovaRelease>
{
    /// <summary>The oldest release whose rules are modelled.</summary>
    public static readonly NovaRelease Zed = new(26);

    /// <summary>2026.1.</summary>
    public static readonly NovaRelease Gazpacho = new(33);

    /// <summary>Order of age.</summary>
    public int CompareTo(NovaRelease other) => Major.CompareTo(other.Major);

    /// <summary>The series name and the major version.</summary>
    public override string ToString() => Major switch
    {
        26 => "Zed (26)",
        > 26 => $"{2023 + ((Major - 27) / 2)}.{1 + ((Major - 27) % 2)} ({Major})",
        _ => $"({Major})",
    };

    /// <summary>Order of age.</summary>
    public static bool operator <(NovaRelease left, NovaRelease right) => left.Major < right.Major;

    /// <summary>Order of age.</summary>
    public static bool operator >(NovaRelease left, NovaRelease right) => left.Major > right.Major;

    /// <summary>Order of age.</summary>
    public static bool operator <=(NovaRelease left, NovaRelease right) => left.Major <= right.Major;

    /// <summary>Order of age.</summary>
    public static bool operator >=(NovaRelease left, NovaRelease right) => left.Major >= right.Major;
}
