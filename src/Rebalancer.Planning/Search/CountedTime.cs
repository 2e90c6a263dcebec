namespace Rebalancer.Planning.Search;

/// <summary>Time that passes by being asked for: what a search under a limit of work measures itself by, so that it ends at the same point every time.</summary>
internal sealed class CountedTime : TimeProvider
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);
    private long asked;

    /// <summary>The time so far.</summary>
    public TimeSpan Elapsed => Step * asked;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override long GetTimestamp() => (Step * ++asked).Ticks;
}
