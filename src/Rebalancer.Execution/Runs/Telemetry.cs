using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Rebalancer.Plans;

namespace Rebalancer.Execution.Runs;

/// <summary>What a run tells of itself; the README of this project documents every name.</summary>
internal static partial class Telemetry
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string Name = "Rebalancer.Execution";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly UpDownCounter<long> Running =
        Meter.CreateUpDownCounter<long>("rebalancer.execution.steps.running", "{step}", "Steps under way");

    private static readonly Histogram<double> Duration =
        Meter.CreateHistogram<double>("rebalancer.execution.step.duration", "s", "Time from the start of a step to its end");

    private static readonly Counter<long> Misses =
        Meter.CreateCounter<long>("rebalancer.execution.tries.missed", "{try}", "Tries that came to nothing");

    private static readonly Counter<long> Replans =
        Meter.CreateCounter<long>("rebalancer.execution.replans", "{plan}", "Plans made anew during a run");

    /// <summary>The kind of a step as tags and messages have it.</summary>
    public static string KindOf(PlanStep step) => step switch
    {
        MoveStep move => move.Kind.ToString(),
        DisableStep => "Disable",
        EnableStep => "Enable",
        ConfirmStep => "Confirm",
        WaitStep => "Wait",
        _ => "Maintain",
    };

    /// <summary>Begins the span of a step.</summary>
    public static Activity? Start(PlanStep step)
    {
        Running.Add(1, new KeyValuePair<string, object?>("rebalancer.step.kind", KindOf(step)));
        Activity? activity = Source.StartActivity($"step {KindOf(step)}");
        activity?.SetTag("rebalancer.step.id", step.Id);
        activity?.SetTag("rebalancer.step.kind", KindOf(step));
        if (step is MoveStep move)
        {
            activity?.SetTag("rebalancer.instance", move.Instance.Value);
            activity?.SetTag("rebalancer.source", move.Source.Value);
            activity?.SetTag("rebalancer.destination", move.Destination.Value);
        }

        return activity;
    }

    /// <summary>Ends the span of a step.</summary>
    public static void End(Activity? activity, PlanStep step, StepEnd? end, TimeSpan elapsed)
    {
        KeyValuePair<string, object?> kind = new("rebalancer.step.kind", KindOf(step));
        string outcome = end?.Cause?.ToString() ?? end?.Outcome.ToString() ?? "Left";
        Running.Add(-1, kind);
        Duration.Record(elapsed.TotalSeconds, kind, new KeyValuePair<string, object?>("rebalancer.step.outcome", outcome));
        activity?.SetTag("rebalancer.step.outcome", outcome);
        activity?.SetTag("openstack.request_id", end?.RequestId);
        if (end?.Outcome == StepOutcome.Failed)
        {
            activity?.SetStatus(ActivityStatusCode.Error, end.Message);
        }
    }

    /// <summary>Counts a try that came to nothing.</summary>
    public static void Missed(PlanStep step) => Misses.Add(1, new KeyValuePair<string, object?>("rebalancer.step.kind", KindOf(step)));

    /// <summary>Counts a plan made anew.</summary>
    public static void Replanned() => Replans.Add(1);

    [LoggerMessage(1, LogLevel.Information, "Step {Step} ({Kind}) starts")]
    public static partial void LogStart(this ILogger logger, int step, string kind);

    [LoggerMessage(2, LogLevel.Information, "Step {Step} ({Kind}) has ended: {Outcome} {Message}")]
    public static partial void LogEnd(this ILogger logger, int step, string kind, StepOutcome outcome, string message);

    [LoggerMessage(3, LogLevel.Warning, "Step {Step} ({Kind}) has failed ({Cause}): {Message} (request {RequestId})")]
    public static partial void LogFailure(this ILogger logger, int step, string kind, FailureCause? cause, string message, string? requestId);

    [LoggerMessage(4, LogLevel.Warning, "A try of step {Step} came to nothing, the next follows in {Seconds:0} s: {Message}")]
    public static partial void LogMiss(this ILogger logger, int step, double seconds, string message);

    [LoggerMessage(5, LogLevel.Information, "A plan of {Steps} steps is followed from now on. {Reason}")]
    public static partial void LogPlan(this ILogger logger, int steps, string reason);

    [LoggerMessage(6, LogLevel.Warning, "Nothing new is started any more: {Reason}")]
    public static partial void LogStop(this ILogger logger, string reason);
}
