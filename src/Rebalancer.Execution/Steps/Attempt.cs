using Rebalancer.Execution.Runs;

namespace Rebalancer.Execution.Steps;

/// <summary>What came of one try of a step.</summary>
/// <param name="End">How the step ended, or how it would end if there were no further try.</param>
/// <param name="Next">What follows.</param>
internal readonly record struct Attempt(StepEnd End, AfterAttempt Next)
{
    public static Attempt Done(string message = "", string? requestId = null) => new(StepEnd.Done(message, requestId), AfterAttempt.TheEnd);

    public static Attempt Gone => new(StepEnd.Dropped, AfterAttempt.TheEnd);

    /// <summary>It failed and would fail again.</summary>
    public static Attempt Final(FailureCause cause, string message, string? requestId = null) =>
        new(StepEnd.Failed(cause, message, requestId), AfterAttempt.TheEnd);

    /// <summary>It failed and may do better later.</summary>
    public static Attempt Missed(FailureCause cause, string message, string? requestId = null) =>
        new(StepEnd.Failed(cause, message, requestId), AfterAttempt.TryAgain);

    /// <summary>It never arrived, which is no failure.</summary>
    public static Attempt NotArrived => new(StepEnd.Failed(FailureCause.Refused, "no command of it ever arrived"), AfterAttempt.SendAgain);
}

/// <summary>What follows a try.</summary>
internal enum AfterAttempt
{
    /// <summary>Nothing.</summary>
    TheEnd,

    /// <summary>Another try after a while, if there are any left.</summary>
    TryAgain,

    /// <summary>The same try once more.</summary>
    SendAgain,
}
