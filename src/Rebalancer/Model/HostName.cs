namespace Rebalancer.Model;

/// <summary>The name of a compute host: what Nova calls <c>service.host</c> and takes as <c>host</c> in a move.</summary>
/// <param name="Value">The text as the API gives it; compared ordinally.</param>
public readonly record struct HostName(string Value) : IComparable<HostName>
{
    /// <summary>Ordinal order of the text.</summary>
    public int CompareTo(HostName other) => string.CompareOrdinal(Value, other.Value);

    /// <summary>The text itself.</summary>
    public override string ToString() => Value ?? "";

    /// <summary>Ordinal order of the text.</summary>
    public static bool operator <(HostName left, HostName right) => left.CompareTo(right) < 0;

    /// <summary>Ordinal order of the text.</summary>
    public static bool operator >(HostName left, HostName right) => left.CompareTo(right) > 0;

    /// <summary>Ordinal order of the text.</summary>
    public static bool operator <=(HostName left, HostName right) => left.CompareTo(right) <= 0;

    /// <summary>Ordinal order of the text.</summary>
    public static bool operator >=(HostName left, HostName right) => left.CompareTo(right) >= 0;
}
