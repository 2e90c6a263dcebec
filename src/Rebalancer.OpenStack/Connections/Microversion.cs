using System.Globalization;

namespace Rebalancer.OpenStack.Connections;

/// <summary>A version of an OpenStack API, such as 2.93.</summary>
internal readonly record struct Microversion(int Major, int Minor) : IComparable<Microversion>
{
    /// <summary>Reads <c>2.93</c>.</summary>
    public static bool TryParse(string? text, out Microversion version)
    {
        version = default;
        if (text?.Split('.') is not [string major, string minor]
            || !int.TryParse(major, NumberStyles.None, CultureInfo.InvariantCulture, out int first)
            || !int.TryParse(minor, NumberStyles.None, CultureInfo.InvariantCulture, out int second))
        {
            return false;
        }

        version = new Microversion(first, second);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(Microversion other) => Major != other.Major ? Major.CompareTo(other.Major) : Minor.CompareTo(other.Minor);

    public static bool operator <(Microversion left, Microversion right) => left.CompareTo(right) < 0;

    public static bool operator >(Microversion left, Microversion right) => left.CompareTo(right) > 0;

    public static bool operator <=(Microversion left, Microversion right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Microversion left, Microversion right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}");
}

/// <summary>The versions that a service speaks.</summary>
internal sealed record VersionRange(Microversion Least, Microversion Most)
{
    /// <summary>Whether a version is spoken.</summary>
    public bool Has(Microversion version) => Least <= version && version <= Most;

    /// <inheritdoc/>
    public override string ToString() => $"{Least} to {Most}";
}
