namespace Rebalancer.Testing;

/// <summary>A count between two bounds, both included.</summary>
/// <param name="Min">The smallest count, at least 0.</param>
/// <param name="Max">The largest count, at least <paramref name="Min"/>.</param>
public readonly record struct CountRange(int Min, int Max)
{
    /// <summary>Exactly this many.</summary>
    public static CountRange Exactly(int count) => new(count, count);

    /// <summary>The bounds as <c>3..8</c>.</summary>
    public override string ToString() => Min == Max ? $"{Min}" : $"{Min}..{Max}";
}
