namespace Rebalancer.Planning.Search.Local;

/// <summary>How annealing weighs what is no part of the objective. Which manner suits a problem, a pilot of each shows.</summary>
/// <param name="AwayFactor">The share of <see cref="AwayPrices"/> that counts.</param>
/// <param name="OverflowAtHot">The first price of overflow, in mean rises times the mean number of instances on a host; 0 where no host may be overfilled.</param>
internal readonly record struct Manner(double AwayFactor, double OverflowAtHot)
{
    private static readonly double[] NoOverflow = [0];
    private static readonly double[] AnyOverflow = [0, 1, 10];
    private static readonly double[] AwayAtBothEnds = [0.3, 0.1, 0.03];
    private static readonly double[] NeverAway = [0];
    private const double OverflowRise = 3;
    private const double FreezeFrom = 0.9;
    private const double FreezeRise = 1000;

    /// <summary>Manners worth a pilot of a worker: one alone tries all, of several every other one overfills no host.</summary>
    /// <param name="worker">Which worker.</param>
    /// <param name="workers">Of how many.</param>
    /// <param name="holdsBothEnds">Whether moves hold both ends; what a mover leaves behind nobody can push away, so that nobody may overfill any host.</param>
    /// <param name="startsOverfull">Whether hosts are overfull at the start; nothing may be added to that, so that nobody may overfill any.</param>
    public static IEnumerable<Manner> For(int worker, int workers, bool holdsBothEnds, bool startsOverfull) =>
        from overflow in startsOverfull || holdsBothEnds ? NoOverflow : workers > 1 && worker % 2 == 0 ? NoOverflow : AnyOverflow
        from away in holdsBothEnds ? AwayAtBothEnds : NeverAway
        select new Manner(away, overflow);

    /// <summary>The price of overflow when a share of the time has passed: rising, and at the end so high that all hosts fit.</summary>
    public double OverflowPriceAt(double share) =>
        OverflowAtHot * Math.Pow(OverflowRise, share) * (share > FreezeFrom ? Math.Pow(FreezeRise, (share - FreezeFrom) / (1 - FreezeFrom)) : 1);
}
