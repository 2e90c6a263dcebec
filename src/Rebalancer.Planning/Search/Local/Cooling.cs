namespace Rebalancer.Planning.Search.Local;

/// <summary>Between which temperatures a problem freezes, seen in a short pilot over many orders of magnitude.</summary>
/// <param name="Hot">Where most of what cooling gains is still to come.</param>
/// <param name="Cold">Where next to nothing is.</param>
/// <param name="ClosesGap">Whether the gap to the bound still falls by orders of magnitude where next to no cost is gained any more.</param>
/// <remarks>
/// What cooling gains is counted twice: as cost, and as orders of magnitude of the gap to the bound. Where the gap closes to a
/// millionth, nearly all cost is gained while it is hot and nearly all orders of magnitude while it is cold; both need their time.
/// </remarks>
internal readonly record struct Cooling(double Hot, double Cold, bool ClosesGap = false)
{
    private const double ShareAtHot = 0.75;
    private const double CostShareAtCold = 0.003;

    // In natural logarithms: at the coldest the gap is within 5 % of the smallest that the pilot came to.
    private const double GapAtCold = 0.05;
    private const double LeastCostSpan = 1e-3;
    private const double LeastGapSpan = 1e-7;

    // How much colder it has to get for the gap than for the cost where the gap is said to close.
    private const double ColderToCloseGap = 30;
    private const double FreezeFrom = 0.94;

    // In orders of magnitude, from hot to cold.
    private const double SettledAt = 0.4;
    private const double FreezeTo = 1e-3;

    /// <summary>Where the large instances have settled and only small ones still move: from here on downwards nobody need push.</summary>
    public double Settled => From(1 - SettledAt).Hot;

    /// <summary>The temperatures that a pilot shows.</summary>
    /// <param name="trace">Temperatures, falling, with the cost that the search had come to at each.</param>
    /// <param name="bound">What no cost goes below; <see cref="long.MinValue"/> if nothing is known.</param>
    public static Cooling From(IReadOnlyList<(double Temperature, long Cost)> trace, long bound)
    {
        Cooling byCost = From(trace, cost => cost, gain => CostShareAtCold * gain, LeastCostSpan);
        if (bound == long.MinValue)
        {
            return byCost;
        }

        Cooling byGap = From(trace, cost => Math.Log(Math.Max(1, (double)cost - bound)), _ => GapAtCold, LeastGapSpan);
        return new Cooling(Math.Sqrt(byCost.Hot * byGap.Hot), Math.Min(byCost.Cold, byGap.Cold), byGap.Cold * ColderToCloseGap < byCost.Cold);
    }

    /// <summary>The temperature when a share of the time has passed: falling by equal factors, then frozen fast.</summary>
    public double At(double share) => share < FreezeFrom
        ? Hot * Math.Pow(Cold / Hot, share / FreezeFrom)
        : Cold * Math.Pow(FreezeTo, (share - FreezeFrom) / (1 - FreezeFrom));

    /// <summary>The same from a lower temperature on.</summary>
    /// <param name="share">Where between cold and hot, from 0 to 1, in orders of magnitude.</param>
    public Cooling From(double share) => this with { Hot = Cold * Math.Pow(Hot / Cold, share) };

    private static Cooling From(IReadOnlyList<(double Temperature, long Cost)> trace, Func<long, double> measure, Func<double, double> leftAtCold, double leastSpan)
    {
        double start = measure(trace.Max(point => point.Cost)), end = measure(trace.Min(point => point.Cost));
        double CoolestWith(double left) => trace
            .Where(point => measure(point.Cost) >= end + left)
            .Select(point => point.Temperature)
            .DefaultIfEmpty(trace[0].Temperature).Min();
        double hot = CoolestWith(ShareAtHot * (start - end));
        return new Cooling(hot, Math.Clamp(CoolestWith(leftAtCold(start - end)), hot * leastSpan, hot));
    }
}
