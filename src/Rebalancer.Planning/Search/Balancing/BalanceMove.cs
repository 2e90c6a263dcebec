namespace Rebalancer.Planning.Search.Balancing;

/// <summary>One instance goes to another host, or two at once.</summary>
/// <param name="First">An instance, or -1 for no move at all.</param>
/// <param name="FirstTo">Another host than its own.</param>
/// <param name="Second">Another instance, or -1.</param>
/// <param name="SecondTo">Another host than its own.</param>
internal readonly record struct BalanceMove(int First, int FirstTo, int Second = -1, int SecondTo = -1)
{
    /// <summary>Nothing moves.</summary>
    public static BalanceMove None => new(-1, -1);

    /// <summary>Whether nothing moves.</summary>
    public bool IsNone => First < 0;

    /// <summary>Whether two move.</summary>
    public bool IsPair => Second >= 0;
}
