namespace Rebalancer.Planning.Search;

/// <summary>How far one worker's search has come, by time or by trials, whichever is further.</summary>
internal sealed class SearchClock
{
    private readonly SearchSettings settings;
    private readonly long startedAt;
    private readonly CancellationToken cancellation;

    /// <summary>Starts now.</summary>
    /// <exception cref="ArgumentException">The settings set no limit.</exception>
    public SearchClock(SearchSettings settings, long startedAt, CancellationToken cancellation)
    {
        if (settings.TimeLimit is null && settings.TrialLimit is null)
        {
            throw new ArgumentException("A search needs a limit of time or of trials.", nameof(settings));
        }

        this.settings = settings;
        this.startedAt = startedAt;
        this.cancellation = cancellation;
    }

    /// <summary>Time since the start.</summary>
    public TimeSpan Elapsed => settings.TimeProvider.GetElapsedTime(startedAt);

    /// <summary>The share of the limits that is spent; 1 or more when nothing is left or the caller asked to stop.</summary>
    /// <param name="tried">Trials so far.</param>
    public double Spent(long tried)
    {
        if (cancellation.IsCancellationRequested)
        {
            return double.PositiveInfinity;
        }

        double byTime = settings.TimeLimit is { } time ? Elapsed / time : 0;
        double byTrials = settings.TrialLimit is { } most ? (double)tried / Math.Max(1, most) : 0;
        return Math.Max(byTime, byTrials);
    }
}
