namespace Rebalancer.Planning.Search;

/// <summary>How a flat problem is searched.</summary>
internal sealed record SearchSettings
{
    /// <summary>The seed of every random choice.</summary>
    public int Seed { get; init; }

    /// <summary>How many threads search; at least 1.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>The longest search by the clock; <c>null</c> for as long as the trials last.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>The most moves that one worker tries; <c>null</c> for as long as the time lasts. With one worker and only this limit an answer repeats.</summary>
    public long? TrialLimit { get; init; }

    /// <summary>What no placement goes below; one that meets it ends the search.</summary>
    public long Bound { get; init; } = long.MinValue;

    /// <summary>Where time comes from.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}

/// <summary>The best placement that a search found.</summary>
/// <param name="HostOf">By instance: its host.</param>
/// <param name="Cost">Its value; never above that of the start.</param>
/// <param name="Tried">Moves proposed, whether their instance could go there or not.</param>
/// <param name="Evaluated">Moves of which the worth was computed.</param>
internal sealed record SearchAnswer(int[] HostOf, long Cost, long Tried, long Evaluated);

/// <summary>A better incumbent.</summary>
/// <param name="Cost">Its value.</param>
/// <param name="Elapsed">Time since the search began.</param>
/// <param name="Worker">Who found it, from 0.</param>
internal readonly record struct SearchProgress(long Cost, TimeSpan Elapsed, int Worker);
