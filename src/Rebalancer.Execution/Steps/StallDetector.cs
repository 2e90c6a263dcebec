using Rebalancer.Execution.Cloud;

namespace Rebalancer.Execution.Steps;

/// <summary>Tells from what remains to be copied whether a live migration gets anywhere.</summary>
/// <param name="window">How long it may go without having less to copy than ever before.</param>
/// <param name="limit">How long it may copy in all.</param>
internal sealed class StallDetector(TimeSpan window, TimeSpan limit)
{
    private DateTimeOffset? began;
    private DateTimeOffset latest;
    private long least = long.MaxValue;

    /// <summary>Takes in a reading of a migration that is copying.</summary>
    /// <returns>Why it should not be waited for any longer, or <c>null</c>.</returns>
    public string? Observe(DateTimeOffset now, MigrationProgress? progress)
    {
        if (began is null)
        {
            began = now;
            latest = now;
        }

        // Without counters only the time limit can tell.
        if (progress is not { TotalBytes: > 0 } || progress.RemainingBytes < least)
        {
            least = progress is { TotalBytes: > 0 } ? progress.RemainingBytes : least;
            latest = now;
        }

        return now - latest >= window ? $"nothing less to copy for {(now - latest).TotalSeconds:0} s"
            : now - began.Value >= limit ? $"not at its end after {(now - began.Value).TotalSeconds:0} s"
            : null;
    }

    /// <summary>Begins to measure anew, after it was pushed.</summary>
    public void Restart()
    {
        began = null;
        least = long.MaxValue;
    }
}
