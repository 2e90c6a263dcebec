using System.Diagnostics;

namespace Rebalancer.Planning.Tests.Oracle;

/// <summary>How long a case that failed is made smaller: each try is a plan and may be a brute force, and a large answer now is worth more than a small one in an hour.</summary>
internal static class ShrinkTime
{
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(2);
    private static readonly Lazy<Stopwatch> SinceFirst = new(Stopwatch.StartNew);

    /// <summary>The smaller cases, as long as there is time.</summary>
    public static IEnumerable<T> Within<T>(IEnumerable<T> smaller) => smaller.TakeWhile(_ => SinceFirst.Value.Elapsed < Most);
}
