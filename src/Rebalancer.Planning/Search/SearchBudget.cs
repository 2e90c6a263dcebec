namespace Rebalancer.Planning.Search;

/// <summary>What is left of the time and work that a search may spend.</summary>
internal sealed class SearchBudget
{
    private readonly CancellationToken cancellation;
    private readonly long startedAt;
    private readonly SearchBudget? whole;
    private readonly Lock spending = new();
    private PlanningOptions options;
    private double workDone;

    /// <summary>All that the options allow, from now on.</summary>
    public SearchBudget(PlanningOptions options, CancellationToken cancellation)
        : this(options, options.TimeProvider.GetTimestamp(), null, cancellation)
    {
    }

    private SearchBudget(PlanningOptions options, long startedAt, SearchBudget? whole, CancellationToken cancellation)
    {
        this.options = options;
        this.cancellation = cancellation;
        this.startedAt = startedAt;
        this.whole = whole;
        workDone = whole?.workDone ?? 0;
    }

    /// <summary>Time since the search began.</summary>
    public TimeSpan Elapsed => options.TimeProvider.GetElapsedTime(startedAt);

    /// <summary>Whether time, work or patience has run out.</summary>
    public bool IsSpent => cancellation.IsCancellationRequested || SecondsLeft <= 0 || WorkLeft <= 0;

    /// <summary>Whether the caller asked to stop.</summary>
    public bool IsCancelled => cancellation.IsCancellationRequested;

    /// <summary>Seconds by the clock; infinite without a time limit.</summary>
    public double SecondsLeft => options.TimeLimit is { } limit ? (limit - Elapsed).TotalSeconds : double.PositiveInfinity;

    /// <summary>Deterministic seconds; infinite without a work limit.</summary>
    public double WorkLeft => options.WorkLimit is { } limit ? limit - workDone : double.PositiveInfinity;

    /// <summary>The options of the search.</summary>
    public PlanningOptions Options => options;

    /// <summary>The caller's wish to stop.</summary>
    public CancellationToken Cancellation => cancellation;

    /// <summary>Work that was done, in deterministic seconds.</summary>
    public double WorkDone => workDone;

    /// <summary>The same budget, but over when a share of the time is: what comes after a search needs time too. What it spends is spent here as well.</summary>
    public SearchBudget Until(double share) => new(options with { TimeLimit = options.TimeLimit * share }, startedAt, this, cancellation);

    /// <summary>Ends a part of a budget sooner, so that the whole has this much time left then.</summary>
    public void Leave(TimeSpan time)
    {
        if (whole?.options.TimeLimit - time < options.TimeLimit)
        {
            options = options with { TimeLimit = whole!.options.TimeLimit - time };
        }
    }

    /// <summary>The same budget, but over when a share of what is left of it is spent.</summary>
    public SearchBudget UntilOfRest(double share) => new(
        options with { TimeLimit = options.TimeLimit is null ? null : Elapsed + TimeSpan.FromSeconds(Math.Max(0, SecondsLeft * share)), WorkLimit = options.WorkLimit is null ? null : workDone + (Math.Max(0, WorkLeft) * share) },
        startedAt,
        this,
        cancellation);

    /// <summary>The same budget, but over when so much more work is done.</summary>
    public SearchBudget WithWork(double work) => new(options with { WorkLimit = workDone + Math.Min(work, Math.Max(0, WorkLeft)) }, startedAt, this, cancellation);

    /// <summary>The same budget, for one of several threads that share it.</summary>
    public SearchBudget ForOneWorker() => new(options with { Workers = 1 }, startedAt, this, cancellation);

    /// <summary>Counts work that was done, in deterministic seconds; threads may do so at once.</summary>
    public void Spend(double work)
    {
        lock (spending)
        {
            workDone += work;
        }

        whole?.Spend(work);
    }
}
