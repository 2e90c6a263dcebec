namespace Rebalancer.Planning.Search.Balancing;

/// <summary>What shall be even over the hosts, and what only even enough.</summary>
/// <param name="Loads">By instance: the load that shall be even.</param>
/// <param name="Sizes">By host: what the load is a share of.</param>
/// <param name="SideLoads">By instance: a load that only must not be too uneven.</param>
/// <param name="SideSizes">By host: what that is a share of.</param>
/// <param name="SideDeviation">The standard deviation over hosts that the second load should stay below.</param>
internal sealed record BalanceGoal(double[] Loads, double[] Sizes, double[] SideLoads, double[] SideSizes, double SideDeviation);

/// <summary>A placement and how even it is.</summary>
/// <param name="HostOf">By instance: its host.</param>
/// <param name="Moves">How many instances are not where they were.</param>
/// <param name="Deviation">The standard deviation of the load over hosts.</param>
/// <param name="SideDeviation">That of the second load.</param>
internal sealed record Balance(int[] HostOf, int Moves, double Deviation, double SideDeviation);
