using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Rebalancer.Execution.Journals;
using Rebalancer.Execution.Runs;
using Rebalancer.Model;
using Rebalancer.Plans;

namespace Rebalancer.Execution;

/// <summary>Runs plans against a cloud.</summary>
/// <remarks>
/// Every step starts as soon as those it comes after have released what they held and the limits allow. What it relies on is read again
/// right before. The journal has every command before the cloud has it, so that a run which was killed can go on: nothing is sent twice,
/// nothing is forgotten.
/// </remarks>
public sealed class PlanExecutor
{
    private readonly IComputeCloud cloud;
    private readonly ExecutionOptions options;
    private readonly TimeProvider time;
    private readonly ILogger logger;

    /// <summary>Makes an executor; nothing is read or sent yet.</summary>
    /// <param name="cloud">The cloud.</param>
    /// <param name="options">How patient it is; the defaults when <c>null</c>.</param>
    /// <param name="time">The clock; the system's when <c>null</c>.</param>
    /// <param name="logger">Gets a line per step's start, end, failure and repetition.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public PlanExecutor(IComputeCloud cloud, ExecutionOptions? options = null, TimeProvider? time = null, ILogger<PlanExecutor>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(cloud);
        this.cloud = cloud;
        this.options = options ?? new ExecutionOptions();
        this.options.Validate();
        this.time = time ?? TimeProvider.System;
        this.logger = (ILogger?)logger ?? NullLogger.Instance;
    }

    /// <summary>Runs a plan.</summary>
    /// <param name="cluster">The cloud as the plan was proven for it: estimates, limits and groups come from it.</param>
    /// <param name="plan">The plan; prove it first.</param>
    /// <param name="journal">An empty journal.</param>
    /// <param name="control">The operator's hand.</param>
    /// <param name="progress">Is told what happens, from any thread.</param>
    /// <param name="cancellation">Leaves at once; what runs is left to the cloud, and a resume finds out what became of it.</param>
    /// <exception cref="ArgumentException">The journal tells of another run, or the plan's steps are not well formed.</exception>
    /// <exception cref="IOException">The journal cannot be written; nothing is sent that it does not have.</exception>
    public async Task<ExecutionReport> RunAsync(
        Cluster cluster, Plan plan, Journal journal, RunControl? control = null, IProgress<ExecutionEvent>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(journal);
        if (!journal.IsEmpty)
        {
            throw new ArgumentException("The journal tells of another run; resume that, or begin a new journal.", nameof(journal));
        }

        _ = PlanSchedule.Of(cluster, plan.Goal.Limits, plan.Steps);
        journal.Append(PlanRecord.Of(plan, "") with { At = time.GetUtcNow() });
        return await NewRun(cluster, journal, control, progress).RunAsync(cancellation);
    }

    /// <summary>Goes on with a run that was killed, left or stopped: finds out what became of its steps and runs the rest.</summary>
    /// <param name="cluster">The cloud as it is now.</param>
    /// <param name="journal">The journal of the run.</param>
    /// <param name="control">The operator's hand.</param>
    /// <param name="progress">Is told what happens, from any thread.</param>
    /// <param name="cancellation">Leaves at once.</param>
    /// <exception cref="ArgumentException">The journal tells of no run.</exception>
    /// <exception cref="IOException">The journal cannot be written.</exception>
    public async Task<ExecutionReport> ResumeAsync(
        Cluster cluster, Journal journal, RunControl? control = null, IProgress<ExecutionEvent>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(journal);
        if (journal.IsEmpty)
        {
            throw new ArgumentException("The journal tells of no run.", nameof(journal));
        }

        journal.Append(new JournalRecord { Kind = RecordKinds.Resume, At = time.GetUtcNow() });
        return await NewRun(cluster, journal, control, progress).RunAsync(cancellation);
    }

    /// <summary>Takes back what a run has done: instances return where they were, as far as the rules still allow. A resume goes on with that.</summary>
    /// <param name="cluster">The cloud as it is now.</param>
    /// <param name="journal">The journal of the run; the way back is written to it too.</param>
    /// <param name="control">The operator's hand.</param>
    /// <param name="progress">Is told what happens, from any thread.</param>
    /// <param name="cancellation">Leaves at once.</param>
    /// <exception cref="ArgumentException">The journal tells of no run, or of one with steps under way: resume it first.</exception>
    /// <exception cref="IOException">The journal cannot be written.</exception>
    public async Task<ExecutionReport> UndoAsync(
        Cluster cluster, Journal journal, RunControl? control = null, IProgress<ExecutionEvent>? progress = null, CancellationToken cancellation = default)
    {
        Plan plan = WayBack.Of(cluster, journal);
        journal.Append(PlanRecord.OfWayBack(plan) with { At = time.GetUtcNow() });
        return await NewRun(cluster, journal, control, progress).RunAsync(cancellation);
    }

    private Run NewRun(Cluster cluster, Journal journal, RunControl? control, IProgress<ExecutionEvent>? progress) =>
        new(cloud, options, time, logger, cluster, journal, control ?? new RunControl(), progress);
}
