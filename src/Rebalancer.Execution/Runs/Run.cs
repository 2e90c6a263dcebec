using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Rebalancer.Execution.Cloud;
using Rebalancer.Execution.Journals;
using Rebalancer.Execution.Steps;
using Rebalancer.Model;
using Rebalancer.Plans;

namespace Rebalancer.Execution.Runs;

/// <summary>One run of the program over a journal: starts what may start, waits for what runs, plans anew where it must.</summary>
internal sealed partial class Run
{
    private readonly ExecutionOptions options;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Journal journal;
    private readonly CloudDoor door;
    private readonly RunControl control;
    private readonly IProgress<ExecutionEvent>? progress;
    private readonly Dictionary<Task<StepEnd?>, PlanStep> running = [];
    private Cluster cluster;
    private StepQueue queue;
    private string? replanReason;
    private int failures;
    private bool isLeft;
    private bool isLate;

    public Run(
        IComputeCloud cloud, ExecutionOptions options, TimeProvider time, ILogger logger, Cluster cluster, Journal journal,
        RunControl control, IProgress<ExecutionEvent>? progress)
    {
        this.options = options;
        this.time = time;
        this.logger = logger;
        this.journal = journal;
        this.control = control;
        this.progress = progress;
        this.cluster = cluster;
        door = new CloudDoor(cloud, journal, options, time);
        queue = new StepQueue(cluster, History.Plan, History);
        failures = History.Failed.Count;
        if (History.Plan.Steps.FirstOrDefault(step => History.Of(step.Id).End is { LetsOthersStart: false }) is { } failed)
        {
            WantReplan(failed, History.Of(failed.Id).End!);
        }
    }

    private RunHistory History => journal.History;

    public async Task<ExecutionReport> RunAsync(CancellationToken cancellation)
    {
        using CancellationTokenSource leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Announce("");
        try
        {
            while (true)
            {
                StartWhatMay(leaving.Token);
                if (running.Count > 0)
                {
                    await Task.WhenAny([.. running.Keys, control.Changed]);
                    Collect();
                }
                else if (isLeft || control.StopReason is not null)
                {
                    break;
                }
                else if (control.IsPaused)
                {
                    await control.Changed.WaitAsync(leaving.Token);
                }
                else if (replanReason is not { } reason || time.GetUtcNow() >= options.Until)
                {
                    break;
                }
                else
                {
                    replanReason = null;
                    await ReplanAsync(reason, leaving.Token);
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            isLeft = true;
        }
        catch
        {
            // A fault of the program or the disk: nothing else may be sent, and the first exception is the one to tell.
            leaving.Cancel();
            await Task.WhenAll((IEnumerable<Task>)running.Keys).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        isLeft |= cancellation.IsCancellationRequested;
        ExecutionReport report = Report();
        door.Append(new JournalRecord { Kind = RecordKinds.Stop, Message = report.Reason.Length == 0 ? report.Ending.ToString() : report.Reason });
        return report;
    }

    private void StartWhatMay(CancellationToken cancellation)
    {
        foreach (PlanStep step in queue.Ready.ToArray())
        {
            if (History.Of(step.Id).Started || (MayStart(step) && queue.HasPlace(step)))
            {
                queue.Start(step);
                Task<StepEnd?> task = RunStepAsync(step, cancellation);
                running.Add(task, step);
            }
        }
    }

    private bool MayStart(PlanStep step)
    {
        if (isLeft || control.StopReason is not null || control.IsPaused)
        {
            return false;
        }

        if (options.Until is { } until && time.GetUtcNow() + ExpectedTime.Of(cluster, step) > until)
        {
            isLate = true;
            return false;
        }

        // Before the rest is planned anew, what was begun comes to rest: a cold move holds its source until it is confirmed.
        return replanReason is null || step is ConfirmStep;
    }

    private async Task<StepEnd?> RunStepAsync(PlanStep step, CancellationToken cancellation)
    {
        StepHistory history = History.Of(step.Id);
        DateTimeOffset began = time.GetUtcNow();
        using Activity? activity = Telemetry.Start(step);
        StepEnd? end = null;
        try
        {
            TimeSpan expected = ExpectedTime.Of(cluster, step);
            if (!history.Started)
            {
                door.Append(new JournalRecord { Kind = RecordKinds.Start, Step = step.Id });
            }

            logger.LogStart(step.Id, Telemetry.KindOf(step));
            Tell(new StepStarted(began, step, expected));
            end = await StepRuns.Of(ContextOf(history, expected)).RunAsync(cancellation);
            if (end is not null)
            {
                Note(step, end);
            }

            return end;
        }
        catch (ComputeCloudException exception)
        {
            Stop($"the cloud does not answer: {exception.Message}");
            return null;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            Telemetry.End(activity, step, end, time.GetUtcNow() - began);
        }
    }

    private void Collect()
    {
        foreach ((Task<StepEnd?> task, PlanStep step) in running.Where(pair => pair.Key.IsCompleted).ToArray())
        {
            running.Remove(task);
            if (task.GetAwaiter().GetResult() is not { } end)
            {
                isLeft = true;
                continue;
            }

            queue.End(step, end);
            if (end.Outcome == StepOutcome.Failed)
            {
                Fail(step, end);
            }
        }
    }

    private void Fail(PlanStep step, StepEnd end)
    {
        failures++;
        if (failures >= options.MaxFailures)
        {
            Stop($"{failures} steps have failed, the latest: {end.Message}");
        }

        WantReplan(step, end);
    }

    private void WantReplan(PlanStep step, StepEnd end)
    {
        if (options.Replanner is not null && !History.IsWayBack && History.Replans < options.MaxReplans)
        {
            replanReason ??= $"step {step.Id}: {end.Message}";
        }
    }

    private async Task ReplanAsync(string reason, CancellationToken cancellation)
    {
        ReplanRequest request = new(History.FirstPlan!, reason, [.. History.Failed]);
        if (await options.Replanner!.ReplanAsync(request, cancellation) is not { } replanned)
        {
            return;
        }

        Telemetry.Replanned();
        Plan plan = OwedSteps.Append(replanned.Plan, History);
        cluster = replanned.Cluster;
        door.Append(PlanRecord.Of(plan, reason));
        queue = new StepQueue(cluster, plan, History);
        Announce(reason);
    }

    private void Stop(string reason)
    {
        if (control.StopReason is null)
        {
            control.Stop(reason);
            logger.LogStop(reason);
            Tell(new StartingEnded(time.GetUtcNow(), reason));
        }
    }

    private StepContext ContextOf(StepHistory history, TimeSpan expected) => new()
    {
        Door = door,
        Options = options,
        Time = time,
        Run = History,
        History = history,
        Cluster = cluster,
        Expected = expected,
        Stop = Stop,
        Tell = Tell,
    };
}
