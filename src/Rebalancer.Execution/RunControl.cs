namespace Rebalancer.Execution;

/// <summary>The operator's hand on a run; may be used from any thread.</summary>
public sealed class RunControl
{
    private readonly Lock gate = new();
    private TaskCompletionSource changed = new();
    private bool isPaused;
    private string? stopReason;

    /// <summary>Whether nothing new is started for now.</summary>
    public bool IsPaused
    {
        get
        {
            lock (gate)
            {
                return isPaused;
            }
        }
    }

    /// <summary>Why nothing new is started any more; <c>null</c> while it is.</summary>
    public string? StopReason
    {
        get
        {
            lock (gate)
            {
                return stopReason;
            }
        }
    }

    /// <summary>Completes at the next change.</summary>
    internal Task Changed
    {
        get
        {
            lock (gate)
            {
                return changed.Task;
            }
        }
    }

    /// <summary>Starts nothing new until <see cref="Continue"/>; what runs goes on.</summary>
    public void Pause() => Change(() => isPaused = true);

    /// <summary>Ends a pause.</summary>
    public void Continue() => Change(() => isPaused = false);

    /// <summary>Starts nothing new; the run ends once what runs has ended.</summary>
    /// <param name="reason">Why, as the report will say; the first reason stays.</param>
    public void Stop(string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        Change(() => stopReason ??= reason);
    }

    private void Change(Action change)
    {
        TaskCompletionSource before;
        lock (gate)
        {
            change();
            before = changed;
            changed = new TaskCompletionSource();
        }

        before.SetResult();
    }
}
