namespace Rebalancer.Planning.Search.Local;

/// <summary>Between which temperatures a problem freezes, seen in a short pilot over many orders of magnitude.</summary>
/// <param name="Hot">Where most of what cooling gains is still to come.</param>
/// <param name="Cold">Where next to nothing is.</param>
internal readonly record struct Cooling(double Hot, double Cold)
{
    private const double ShareAtHot = 0.75;
    private const double ShareAtCold = 0.003;
    private const double LeastSpan = 1e-3;
    private const double FreezeFrom = 0.94;
    private const double FreezeTo = 1e-3;

    /// <summary>The temperatures that a pilot shows.</summary>
    /// <param name="trace">Temperatures, falling, with the cost that the search had come to at each.</param>
    public static Cooling From(IReadOnlyList<(double Temperature, long Cost)> trace)
    {
        double start = trace.Max(point => point.Cost), end = trace.Min(point => point.Cost);
        double CoolestAbove(double share) => trace
            .Where(point => point.Cost >= end + (share * (start - end)))
            .Select(point => point.Temperature)
            .DefaultIfEmpty(trace[0].Temperature).Min();
        double hot = CoolestAbove(ShareAtHot);
        return new Cooling(hot, Math.Clamp(CoolestAbove(ShareAtCold), hot * LeastSpan, hot));
    }

    /// <summary>The temperature when a share of the time has passed: falling by equal factors, then frozen fast.</summary>
    public double At(double share) => share < FreezeFrom
        ? Hot * Math.Pow(Cold / Hot, share / FreezeFrom)
        : Cold * Math.Pow(FreezeTo, (share - FreezeFrom) / (1 - FreezeFrom));
}
