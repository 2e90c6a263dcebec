using Rebalancer.Execution.Cloud;
using Rebalancer.Execution.Journals;
using Rebalancer.Execution.Runs;
using Rebalancer.Model;

namespace Rebalancer.Execution.Steps;

/// <summary>What a step needs while it runs.</summary>
internal sealed record StepContext
{
    public required CloudDoor Door { get; init; }

    public required ExecutionOptions Options { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>What the run has done so far.</summary>
    public required RunHistory Run { get; init; }

    /// <summary>What is known of the step.</summary>
    public required StepHistory History { get; init; }

    /// <summary>The cluster as it was last read.</summary>
    public required Cluster Cluster { get; init; }

    /// <summary>How long the step is expected to take.</summary>
    public required TimeSpan Expected { get; init; }

    /// <summary>Starts nothing new from now on.</summary>
    public required Action<string> Stop { get; init; }

    /// <summary>Tells whoever watches.</summary>
    public required Action<ExecutionEvent> Tell { get; init; }

    public DateTimeOffset Now => Time.GetUtcNow();

    public Task WaitAsync(CancellationToken cancellation) => Task.Delay(Options.PollInterval, Time, cancellation);

    public void Observe(string status, MigrationProgress? progress = null) => Tell(new StepObserved(Now, History.Step, status, progress));
}
