using System.Collections.Immutable;
using System.Text.Json;
using Rebalancer.Execution.Runs;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;
using Rebalancer.Snapshots;

namespace Rebalancer.Execution.Journals;

/// <summary>What the records of a journal tell, taken together.</summary>
internal sealed class RunHistory
{
    /// <summary>The version of the format that is written, and the only one that is read.</summary>
    public const int Format = 1;

    private readonly Dictionary<(HostName Host, InstanceId Instance), DateTimeOffset> left = [];
    private readonly Dictionary<int, StepHistory> steps = [];
    private readonly List<FailedMove> failed = [];
    private readonly HashSet<HostName> owed = [];
    private readonly List<MoveStep> done = [];
    private Plan? plan;

    /// <summary>Whether a plan was taken.</summary>
    public bool HasPlan => plan is not null;

    /// <summary>The plan that is followed.</summary>
    public Plan Plan => plan ?? throw new InvalidOperationException("The journal has no plan.");

    /// <summary>The first plan of the run.</summary>
    public Plan? FirstPlan { get; private set; }

    /// <summary>How many plans were taken after the first.</summary>
    public int Replans { get; private set; }

    /// <summary>Whether the plan that is followed takes back what was done.</summary>
    public bool IsWayBack { get; private set; }

    /// <summary>Moves done, over all plans of the way there or of the way back.</summary>
    public int MovesDone { get; private set; }

    /// <summary>Every move done, there and back, in the order in which they ended.</summary>
    public IReadOnlyList<MoveStep> Done => done;

    /// <summary>Moves that failed for good, over all plans of the way there or of the way back.</summary>
    public IReadOnlyList<FailedMove> Failed => failed;

    /// <summary>Hosts whose service the run disabled and has not enabled, with the reason it gave.</summary>
    public ImmutableDictionary<HostName, string> Disabled { get; private set; } = ImmutableDictionary<HostName, string>.Empty;

    /// <summary>Hosts that a plan of the run meant to enable and that the run has not enabled yet.</summary>
    public IReadOnlyCollection<HostName> Owed => owed;

    /// <summary>What is known of a step of the latest plan.</summary>
    public StepHistory Of(int step) => steps[step];

    /// <summary>When an instance left a host by a live move of the run, or <c>null</c>.</summary>
    public DateTimeOffset? LeftLive(HostName host, InstanceId instance) => left.TryGetValue((host, instance), out DateTimeOffset moment) ? moment : null;

    /// <summary>Takes in a record.</summary>
    public void Apply(JournalRecord record)
    {
        if (plan is null && (record.Kind != RecordKinds.Plan || record.Format != Format))
        {
            throw new JsonException($"the first record is no plan of format {Format}");
        }

        switch (record.Kind)
        {
            case RecordKinds.Plan:
                Take(PlanOf(record));
                Replans += ReferenceEquals(plan, FirstPlan) ? 0 : 1;
                break;
            case RecordKinds.Undo:
                Take(PlanOf(record));
                IsWayBack = true;
                Replans = 0;
                MovesDone = 0;
                failed.Clear();
                break;
            case RecordKinds.Start:
                Step(record).Started = true;
                break;
            case RecordKinds.Send:
                Step(record).Sent[record.Command ?? ""] = new SentCommand(record.At, record.Before, null, null);
                if (record.Command == "disable" && Step(record).Step is DisableStep disable)
                {
                    Disabled = Disabled.SetItem(disable.Host, disable.Reason);
                }

                break;
            case RecordKinds.Answer:
                Answer(Step(record), record);
                break;
            case RecordKinds.Follow:
                Step(record).Migration = record.Migration;
                break;
            case RecordKinds.Miss:
                Miss(Step(record), record.Cause);
                break;
            case RecordKinds.End:
                End(Step(record), record);
                break;
            case RecordKinds.Resume or RecordKinds.Stop:
                break;
            default:
                throw new JsonException($"'{record.Kind}' is no kind of record");
        }
    }

    private StepHistory Step(JournalRecord record) =>
        record.Step is { } step && steps.TryGetValue(step, out StepHistory? history) ? history : throw new JsonException($"there is no step {record.Step}");

    private static Plan PlanOf(JournalRecord record) => PlanJson.Read(JsonSerializer.SerializeToUtf8Bytes(record.Plan!.Value), "plan").OrThrow();

    private void Take(Plan taken)
    {
        plan = taken;
        FirstPlan ??= taken;
        steps.Clear();
        foreach (PlanStep step in taken.Steps)
        {
            steps.Add(step.Id, new StepHistory(step));
        }

        owed.UnionWith(taken.Steps.OfType<EnableStep>().Select(step => step.Host));
    }

    private static void Answer(StepHistory step, JournalRecord record)
    {
        string command = record.Command ?? "";
        CommandFate fate = Enum.Parse<CommandFate>(record.Fate ?? "");
        if (fate == CommandFate.NotArrived)
        {
            step.Sent.Remove(command);
        }
        else
        {
            step.Sent[command] = step.Sent[command] with { Fate = fate, RequestId = record.RequestId };
        }
    }

    private static void Miss(StepHistory step, string? cause)
    {
        step.Misses++;
        step.Sent.Clear();
        step.Migration = null;
        step.LastCause = cause is null ? null : Enum.Parse<FailureCause>(cause);
    }

    private void End(StepHistory step, JournalRecord record)
    {
        FailureCause? cause = record.Cause is null ? null : Enum.Parse<FailureCause>(record.Cause);
        step.End = new StepEnd(Enum.Parse<StepOutcome>(record.Outcome ?? ""), cause, record.Message ?? "", record.RequestId);
        if (step.Step is MoveStep move && step.End.Outcome == StepOutcome.Done)
        {
            MovesDone++;
            done.Add(move);
            if (move.Kind is MoveKind.Live or MoveKind.BlockLive)
            {
                left[(move.Source, move.Instance)] = record.At;
            }
        }
        else if (step.Step is MoveStep missed && cause is { } why)
        {
            failed.Add(new FailedMove(missed.Instance, missed.Destination, missed.Kind, why));
        }
        else if (step.Step is EnableStep enable && step.End.Outcome == StepOutcome.Done)
        {
            Disabled = Disabled.Remove(enable.Host);
            owed.Remove(enable.Host);
        }
    }
}

/// <summary>What the journal tells of one step.</summary>
internal sealed class StepHistory(PlanStep step)
{
    /// <summary>The step.</summary>
    public PlanStep Step { get; } = step;

    /// <summary>Whether it has started.</summary>
    public bool Started { get; set; }

    /// <summary>The commands of the present try that may have arrived, by name.</summary>
    public Dictionary<string, SentCommand> Sent { get; } = new(StringComparer.Ordinal);

    /// <summary>The migration that the command began, once it is known.</summary>
    public string? Migration { get; set; }

    /// <summary>Tries that came to nothing.</summary>
    public int Misses { get; set; }

    /// <summary>Why the latest of them did.</summary>
    public FailureCause? LastCause { get; set; }

    /// <summary>How it ended, when it has.</summary>
    public StepEnd? End { get; set; }
}

/// <summary>A command that was about to be sent, and what is known of it.</summary>
/// <param name="At">When the record was written.</param>
/// <param name="Before">What the cloud showed before.</param>
/// <param name="Fate">What became of it; <c>null</c> when the run was killed before it knew.</param>
/// <param name="RequestId">The cloud's name of the request.</param>
internal sealed record SentCommand(DateTimeOffset At, Mark? Before, CommandFate? Fate, string? RequestId)
{
    /// <summary>The cloud's own words, where it refused just now.</summary>
    public string Message { get; init; } = "";
}

/// <summary>What became of a command, as the journal has it.</summary>
internal enum CommandFate
{
    Accepted,
    Refused,
    Unknown,
    NotArrived,
}
