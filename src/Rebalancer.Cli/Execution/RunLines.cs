using System.Globalization;
using Rebalancer.Execution.Cloud;
using Rebalancer.Execution.Runs;
using Rebalancer.Model;
using Rebalancer.Plans;

namespace Rebalancer.Cli.Execution;

/// <summary>Tells what happens in a run, a line each; how far a migration has come at most every ten seconds.</summary>
internal sealed class RunLines(TextWriter writer, Cluster cluster) : IProgress<ExecutionEvent>
{
    private static readonly TimeSpan Rhythm = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private readonly Dictionary<int, (DateTimeOffset At, string Status, long Processed)> told = [];

    public void Report(ExecutionEvent value)
    {
        lock (gate)
        {
            if (Line(value) is { } line)
            {
                writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{value.At:HH:mm:ss}  {line}"));
            }
        }
    }

    /// <summary>A step in words.</summary>
    public string Describe(PlanStep step) => string.Create(CultureInfo.InvariantCulture, $"step {step.Id}, ") + step switch
    {
        DisableStep disable => $"disable {disable.Host}",
        EnableStep enable => $"enable {enable.Host}",
        MoveStep move => $"{Output.Spelling.Of(move.Kind)} {NameOf(move.Instance)}: {move.Source} -> {move.Destination}",
        ConfirmStep confirm => $"confirm {NameOf(confirm.Instance)}",
        WaitStep wait => $"wait for migration {wait.MigrationId} of {NameOf(wait.Instance)}",
        MaintainStep maintain => $"work on {string.Join(", ", maintain.Hosts)}",
        _ => "",
    };

    /// <summary>The name of an instance, or its id where it has none.</summary>
    public string NameOf(InstanceId id) => cluster.IndexOf(id) is >= 0 and var index && cluster.Instances[index].Name is { Length: > 0 } name ? name : id.Value;

    private string? Line(ExecutionEvent value) => value switch
    {
        PlanTaken { Reason.Length: 0 } taken => $"{taken.Plan.Steps.Length} steps",
        PlanTaken taken => $"planned anew, {taken.Plan.Steps.Length} steps, because of {taken.Reason}",
        StepStarted started => $"{Describe(started.Step)}: started" + (started.Expected.TotalSeconds >= 2 ? Invariant($", expected to take {started.Expected.TotalSeconds:0} s") : ""),
        StepObserved observed => Observed(observed),
        StepRetried retried => $"{Describe(retried.Step)}: {retried.Message}; " + Invariant($"again in {retried.Wait.TotalSeconds:0} s"),
        StepEnded { End.Outcome: StepOutcome.Failed } ended => $"{Describe(ended.Step)}: FAILED: {ended.End.Message}" + (ended.End.RequestId is { } id ? $" ({id})" : ""),
        StepEnded ended => $"{Describe(ended.Step)}: {(ended.End.Outcome == StepOutcome.Done ? "done" : "dropped")}{(ended.End.Message.Length > 0 ? $" ({ended.End.Message})" : "")}",
        StartingEnded ended => $"nothing new is started: {ended.Reason}",
        _ => null,
    };

    private string? Observed(StepObserved observed)
    {
        long processed = observed.Progress?.ProcessedBytes ?? 0;
        bool wasTold = told.TryGetValue(observed.Step.Id, out (DateTimeOffset At, string Status, long Processed) last);
        if (wasTold && last.Status == observed.Status && (observed.Progress is null || observed.At - last.At < Rhythm))
        {
            return null;
        }

        told[observed.Step.Id] = (observed.At, observed.Status, processed);
        string line = $"{Describe(observed.Step)}: {observed.Status}";
        return observed.Progress is { TotalBytes: > 0 } progress ? line + Copying(progress, wasTold ? observed.At - last.At : null, processed - last.Processed) : line;
    }

    private static string Copying(MigrationProgress progress, TimeSpan? since, long bytes)
    {
        string text = Invariant($", {Mebibytes(progress.RemainingBytes):0} of {Mebibytes(progress.TotalBytes):0} MiB left");
        double rate = since is { TotalSeconds: > 0 } time ? bytes / time.TotalSeconds : 0;
        return rate > 0 ? text + Invariant($", {Mebibytes((long)rate):0} MiB/s, about {progress.RemainingBytes / rate:0} s") : text;
    }

    private static double Mebibytes(long bytes) => bytes / (double)(1 << 20);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
