namespace Rebalancer.Model;

/// <summary>The UUID of an instance.</summary>
/// <param name="Value">The text as the API gives it; compared ordinally.</param>
public readonly record struct InstanceId(string Value) : IComparable<InstanceId>
{
    /// <summary>Ordinal order of the text.</summary>
    public int CompareTo(InstanceId other) => string.CompareOrdinal(Value, other.Value);

    /// <summary>The text itself.</summary>
    public override string ToString() => Value ?? "";

    /// <summary>Ordinal order of the text.</summary>
    public static bool operator <(InstanceId left, InstanceId right) => left.CompareTo(right) < 0;

    /// <summary>Ordinal order of the text.</summary>
    public static bool operator >(InstanceId left, InstanceId right) => left.CompareTo(right) > 0;

    /// <summary>Ordinal order of the text.</summary>
    public static bool operator <=(InstanceId left, InstanceId right) => left.CompareTo(right) <= 0;

    /// <summary>Ordinal order of the text.</summary>
    public static bool operator >=(InstanceId left, InstanceId right) => left.CompareTo(right) >= 0;
}
