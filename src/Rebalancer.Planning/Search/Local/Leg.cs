namespace Rebalancer.Planning.Search.Local;

/// <summary>A part of a cooling, in shares of the whole.</summary>
internal readonly record struct Leg(double From, double To)
{
    /// <summary>All of it.</summary>
    public static Leg Whole { get; } = new(0, 1);

    /// <summary>The share of the whole when a share of this part has passed.</summary>
    public double At(double share) => From + ((To - From) * share);

    /// <summary>What comes before a share of the whole, and what after it.</summary>
    public (Leg Before, Leg After) SplitAt(double share) => (this with { To = share }, this with { From = share });
}
