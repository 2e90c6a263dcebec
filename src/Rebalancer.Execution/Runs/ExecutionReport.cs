using System.Collections.Immutable;
using Rebalancer.Plans;

namespace Rebalancer.Execution.Runs;

/// <summary>What came of a run.</summary>
public sealed record ExecutionReport
{
    /// <summary>How it ended.</summary>
    public required RunEnding Ending { get; init; }

    /// <summary>Why it ended before everything was done; empty when everything was.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The plan that was followed last.</summary>
    public required Plan Plan { get; init; }

    /// <summary>The steps of that plan in its order, with how each ended; <c>null</c> for one that did not start or has not ended.</summary>
    public required ImmutableArray<(PlanStep Step, StepEnd? End)> Steps { get; init; }

    /// <summary>Moves that were done, over all plans of the run.</summary>
    public required int MovesDone { get; init; }

    /// <summary>Moves that failed for good, over all plans of the run.</summary>
    public required ImmutableArray<FailedMove> Failed { get; init; }

    /// <summary>How often the rest was planned anew.</summary>
    public required int Replans { get; init; }
}

/// <summary>How a run ended.</summary>
public enum RunEnding
{
    /// <summary>Every step of its last plan is done, or its instance is gone.</summary>
    Completed,

    /// <summary>Nothing runs, and something failed or was not started.</summary>
    Stopped,

    /// <summary>It was put aside: something may still be under way in the cloud, and the journal tells a resume what.</summary>
    Left,
}
