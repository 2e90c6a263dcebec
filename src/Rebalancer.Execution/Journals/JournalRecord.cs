using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rebalancer.Execution.Journals;

/// <summary>One line of a journal; the README of this project says what each kind has.</summary>
internal sealed record JournalRecord
{
    /// <summary>When it was written.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>What it tells: one of <see cref="RecordKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The version of the format; in the first record.</summary>
    public int? Format { get; init; }

    /// <summary>The step of the latest plan.</summary>
    public int? Step { get; init; }

    /// <summary>The name of the command.</summary>
    public string? Command { get; init; }

    /// <summary>What the cloud showed before the command was sent.</summary>
    public Mark? Before { get; init; }

    /// <summary>What became of the command.</summary>
    public string? Fate { get; init; }

    /// <summary>The cloud's name of the request.</summary>
    public string? RequestId { get; init; }

    /// <summary>The UUID of the migration that the command began.</summary>
    public string? Migration { get; init; }

    /// <summary>How the step ended.</summary>
    public string? Outcome { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Cause { get; init; }

    /// <summary>What happened, in words.</summary>
    public string? Message { get; init; }

    /// <summary>The plan that is followed from now on.</summary>
    public JsonElement? Plan { get; init; }
}

/// <summary>What the cloud showed of an instance before a command was sent: what is newer came after.</summary>
/// <param name="Host">The host it was on.</param>
/// <param name="Action">The newest of its actions, by request; <c>null</c> when it had none.</param>
/// <param name="Migration">The newest of its migrations; <c>null</c> when it had none.</param>
/// <param name="WasRunning">Whether its guest ran.</param>
internal sealed record Mark(string? Host, string? Action, string? Migration, bool WasRunning);

/// <summary>The kinds of record.</summary>
internal static class RecordKinds
{
    /// <summary>A plan is followed from now on; the first record of every journal.</summary>
    public const string Plan = "plan";

    /// <summary>A plan that takes back what was done is followed from now on.</summary>
    public const string Undo = "undo";

    /// <summary>A run of the program goes on with the journal.</summary>
    public const string Resume = "resume";

    /// <summary>A step has started.</summary>
    public const string Start = "start";

    /// <summary>A command is about to be sent.</summary>
    public const string Send = "send";

    /// <summary>A command was answered, or is known not to have arrived.</summary>
    public const string Answer = "answer";

    /// <summary>The migration that a command began is known.</summary>
    public const string Follow = "follow";

    /// <summary>A try came to nothing.</summary>
    public const string Miss = "miss";

    /// <summary>A step has ended.</summary>
    public const string End = "end";

    /// <summary>The program ends.</summary>
    public const string Stop = "stop";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JournalRecord))]
internal sealed partial class JournalJson : JsonSerializerContext;
