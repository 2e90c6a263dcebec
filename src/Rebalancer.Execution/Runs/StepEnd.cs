namespace Rebalancer.Execution.Runs;

/// <summary>How a step ended.</summary>
/// <param name="Outcome">Whether it did what it should.</param>
/// <param name="Cause">Why it failed; <c>null</c> when it did not.</param>
/// <param name="Message">What happened, with the cloud's own words where it failed.</param>
/// <param name="RequestId">The cloud's name of the last request, by which its logs have it.</param>
public sealed record StepEnd(StepOutcome Outcome, FailureCause? Cause = null, string Message = "", string? RequestId = null)
{
    /// <summary>Whether what depends on the step may start.</summary>
    public bool LetsOthersStart => Outcome != StepOutcome.Failed;

    internal static StepEnd Done(string message = "", string? requestId = null) => new(StepOutcome.Done, null, message, requestId);

    internal static StepEnd Dropped { get; } = new(StepOutcome.Dropped, null, "the instance is gone");

    internal static StepEnd Failed(FailureCause cause, string message, string? requestId = null) => new(StepOutcome.Failed, cause, message, requestId);
}

/// <summary>Whether a step did what it should.</summary>
public enum StepOutcome
{
    /// <summary>It did, or it was so already.</summary>
    Done,

    /// <summary>Its instance is gone, and nothing of it is held any more.</summary>
    Dropped,

    /// <summary>It did not.</summary>
    Failed,
}

/// <summary>Why a step failed.</summary>
public enum FailureCause
{
    /// <summary>The cloud refused the command.</summary>
    Refused,

    /// <summary>The cloud began and could not bring it to an end; the instance is where it was.</summary>
    CouldNot,

    /// <summary>The run aborted the migration because it did not come to an end.</summary>
    Stalled,

    /// <summary>Somebody else aborted or reverted the migration.</summary>
    Cancelled,

    /// <summary>The cloud is no longer as the plan needs it.</summary>
    WorldMoved,

    /// <summary>The instance was not well after the move.</summary>
    Unwell,

    /// <summary>Something is left in a state that a person has to look at.</summary>
    NeedsOperator,
}
