namespace Rebalancer.Model;

/// <summary>The UUID of a server group.</summary>
/// <param name="Value">The text as the API gives it; compared ordinally.</param>
public readonly record struct ServerGroupId(string Value) : IComparable<ServerGroupId>
{
    /// <summary>Ordinal order of the text.</summary>
    public int CompareTo(ServerGroupId other) => string.CompareOrdinal(Value, other.Value);

    /// <summary>The text itself.</summary>
    public override string ToString() => Value ?? "";

    /// <summary>Ordinal order of the text.</summary>
    public static bool operator <(ServerGroupId left, ServerGroupId right) => left.CompareTo(right) < 0;

    /// <summary>Ordinal order of the text.</summary>
    public static bool operator >(ServerGroupId left, ServerGroupId right) => left.CompareTo(right) > 0;

    /// <summary>Ordinal order of the text.</summary>
    public static bool operator <=(ServerGroupId left, ServerGroupId right) => left.CompareTo(right) <= 0;

    /// <summary>Ordinal order of the text.</summary>
    public static bool operator >=(ServerGroupId left, ServerGroupId right) => left.CompareTo(right) >= 0;
}
