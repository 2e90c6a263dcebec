using Rebalancer.Planning.Search;

namespace Rebalancer.Benchmarks.Input;

/// <summary>What every command with a search is told: how long, in how many threads, with which seed, by which clock.</summary>
internal static class SearchOptions
{
    /// <summary>The settings that <c>--seconds</c>, <c>--seed</c> and <c>--clock</c> ask for.</summary>
    /// <exception cref="ArgumentException">One of them is out of range.</exception>
    public static SearchSettings Settings(CommandOptions options, int threads) => new()
    {
        Seed = options.Whole("--seed", 0, int.MaxValue),
        Workers = threads,
        TimeLimit = TimeSpan.FromSeconds(options.Whole("--seconds", 1, 1_000_000)),
        TimeProvider = ProcessorTime.Chosen(options, threads),
    };

    /// <summary>The value of <c>--threads</c>.</summary>
    /// <exception cref="ArgumentException">It is out of range.</exception>
    public static int Threads(CommandOptions options) => options.Whole("--threads", 1, 1024);
}
