using Rebalancer.Planning.Search.Flat;

namespace Rebalancer.Planning.Search.Local;

/// <summary>
/// What it should take, in temperatures, for an instance to be away from its origin while both ends of its move are held.
/// </summary>
/// <remarks>
/// There are many hosts to be on and one origin, so a random walk drives everybody away, and what they leave behind fills their
/// origins until nobody can go anywhere. The price weighs the number of places against the one, and more for those who leave much of
/// what is scarce.
/// </remarks>
internal static class AwayPrices
{
    private static readonly double[] SharesAtBothEnds = [0.3, 0.1, 0.03];
    private static readonly double[] NoShares = [0, 0, 0];
    private const double ForAnybody = 2;
    private const double ForScarceRoom = 4;
    private const double MostTimesTheMean = 10;

    /// <summary>The shares of the prices that may be right to count, one for each pilot; where there are no prices, pilots differ by chance alone.</summary>
    public static ReadOnlySpan<double> SharesFor(FlatProblem problem) => problem.HeldAtBothEnds.Contains(true) ? SharesAtBothEnds : NoShares;

    /// <summary>By instance; all 0 where nothing is held at both ends.</summary>
    public static double[] Of(FlatProblem problem)
    {
        var prices = new double[problem.InstanceCount];
        for (int quantity = 0; quantity < problem.QuantityCount; quantity++)
        {
            if (!problem.HeldAtBothEnds[quantity])
            {
                continue;
            }

            double free = 0;
            for (int host = 0; host < problem.HostCount; host++)
            {
                free += problem.CapacityOf(host)[quantity];
            }

            for (int instance = 0; instance < prices.Length; instance++)
            {
                free -= problem.DemandOf(instance)[quantity];
            }

            for (int instance = 0; instance < prices.Length; instance++)
            {
                prices[instance] += problem.DemandOf(instance)[quantity] / Math.Max(1, free);
            }
        }

        double mean = prices.DefaultIfEmpty().Average();
        for (int instance = 0; instance < prices.Length && mean > 0; instance++)
        {
            prices[instance] = ForAnybody + (ForScarceRoom * Math.Min(MostTimesTheMean, prices[instance] / mean));
        }

        return prices;
    }
}
