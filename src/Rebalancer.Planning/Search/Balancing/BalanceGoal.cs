namespace Rebalancer.Planning.Search.Balancing;

/// <summary>A measure of load.</summary>
/// <param name="Loads">By instance: what it adds to its host.</param>
/// <param name="Sizes">By bin: what the load is a share of, above 0.</param>
/// <param name="FixedLoads">By bin: what is on it whatever moves; nothing where <c>null</c>.</param>
internal sealed record Measure(double[] Loads, double[] Sizes, double[]? FixedLoads = null);

/// <summary>What shall be even over the hosts, and what beside it.</summary>
/// <param name="Main">What shall be even.</param>
/// <param name="Side">A second measure.</param>
/// <param name="SideDeviation">The standard deviation that the second measure should stay below; not looked at with a weight.</param>
internal sealed record BalanceGoal(Measure Main, Measure Side, double SideDeviation)
{
    /// <summary>What the unevenness of the second measure counts beside that of the first; <c>null</c> where it only has to stay below a limit.</summary>
    public double? SideWeight { get; init; }

    /// <summary>By host: the bin in which its load counts, or -1; <c>null</c> where every host is a bin of its own.</summary>
    public int[]? BinOf { get; init; }
}

/// <summary>A placement and how even it is.</summary>
/// <param name="HostOf">By instance: its host.</param>
/// <param name="Moves">How many instances are not where they were.</param>
/// <param name="Deviation">The standard deviation of the first measure.</param>
/// <param name="SideDeviation">That of the second.</param>
internal sealed record Balance(int[] HostOf, int Moves, double Deviation, double SideDeviation);
