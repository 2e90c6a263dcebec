using Rebalancer.Execution.Cloud;
using Rebalancer.Model;
using Rebalancer.Plans;

namespace Rebalancer.Execution;

/// <summary>How patient an executor is, and what it does when things go wrong.</summary>
public sealed class ExecutionOptions
{
    /// <summary>How often what runs is looked at, 100 ms to 1 minute.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// The longest that a command may be under way to the cloud: only this long after an answer was lost is it certain that the command
    /// will not arrive any more. At least what the connection allows for one request.
    /// </summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>How long a cloud that does not answer is asked again before the run is put aside.</summary>
    public TimeSpan ReadPatience { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a step waits for an instance whose task is not the run's, for room, and for what should follow at once.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A live migration is stalled when for so long it has not had less to copy than before.</summary>
    public TimeSpan StallWindow { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A live migration takes too long when it copies for this many times the estimate, 1 or more.</summary>
    public double TimeLimitFactor { get; init; } = 4;

    /// <summary>The least time that a live migration may copy, whatever the estimate.</summary>
    public TimeSpan LeastTimeLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>What is done with a live migration that is stalled or takes too long; by default it is aborted.</summary>
    public Func<InstanceId, StallAction> OnStall { get; init; } = _ => StallAction.Abort;

    /// <summary>How often a move is tried, 1 to 10.</summary>
    public int MaxAttempts { get; init; } = 2;

    /// <summary>The wait before a second try; twice as long before each further one.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long Nova's scheduler may count an instance on a host that it has left live: what the computes set as
    /// <c>scheduler_instance_sync_interval</c>, 120 s by default; zero where the scheduler does not track instances. A member of a strict
    /// anti-affinity group waits so long before it follows another one.
    /// </summary>
    public TimeSpan SchedulerSync { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>How often the rest is planned anew, 0 or more.</summary>
    public int MaxReplans { get; init; } = 5;

    /// <summary>After so many failed steps nothing new is started; <c>null</c> for any number.</summary>
    public int? MaxFailures { get; init; }

    /// <summary>No step is started that is expected to end later; <c>null</c> for no such moment.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Whether an instance that ran before it was evacuated is started afterwards (from 2.95 on Nova leaves it stopped).</summary>
    public bool StartsEvacuated { get; init; }

    /// <summary>Looks whether an instance is well after its move; a cold move is reverted where it is not, and in any case nothing new is started.</summary>
    public Func<MoveStep, InstanceReading, CancellationToken, Task<WellBeing>>? AfterMove { get; init; }

    /// <summary>Waits for the operator's word that the work on emptied hosts is done; <c>false</c> ends the run before what depends on it.</summary>
    public Func<MaintainStep, CancellationToken, Task<bool>>? Maintain { get; init; }

    /// <summary>Plans the rest anew where the world has moved or a move failed; without it, what does not depend on the failure goes on.</summary>
    public IReplanner? Replanner { get; init; }

    /// <summary>Every value that is out of its range, at once.</summary>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    internal void Validate()
    {
        List<string> wrong = [];
        Check(PollInterval >= TimeSpan.FromMilliseconds(100) && PollInterval <= TimeSpan.FromMinutes(1), $"{nameof(PollInterval)} is 100 ms to 1 minute");
        Check(IsWait(RequestTimeout), $"{nameof(RequestTimeout)} is 0 to 1 day");
        Check(IsWait(ReadPatience), $"{nameof(ReadPatience)} is 0 to 1 day");
        Check(IsWait(Patience), $"{nameof(Patience)} is 0 to 1 day");
        Check(IsWait(StallWindow) && StallWindow > TimeSpan.Zero, $"{nameof(StallWindow)} is more than 0, to 1 day");
        Check(TimeLimitFactor is >= 1 and <= 1000, $"{nameof(TimeLimitFactor)} is 1 to 1000");
        Check(IsWait(LeastTimeLimit), $"{nameof(LeastTimeLimit)} is 0 to 1 day");
        Check(MaxAttempts is >= 1 and <= 10, $"{nameof(MaxAttempts)} is 1 to 10");
        Check(IsWait(RetryDelay), $"{nameof(RetryDelay)} is 0 to 1 day");
        Check(IsWait(SchedulerSync), $"{nameof(SchedulerSync)} is 0 to 1 day");
        Check(MaxReplans >= 0, $"{nameof(MaxReplans)} is 0 or more");
        Check(MaxFailures is null or >= 1, $"{nameof(MaxFailures)} is at least 1");
        if (wrong.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", wrong));
        }

        void Check(bool isRight, string rule)
        {
            if (!isRight)
            {
                wrong.Add(rule);
            }
        }

        static bool IsWait(TimeSpan time) => time >= TimeSpan.Zero && time <= TimeSpan.FromDays(1);
    }
}

/// <summary>What is done with a live migration that does not come to an end.</summary>
public enum StallAction
{
    /// <summary>It goes on.</summary>
    Wait,

    /// <summary>The instance is paused, or switched to post-copy where that is permitted, until it is over there.</summary>
    ForceComplete,

    /// <summary>It is aborted; the instance stays where it is.</summary>
    Abort,
}

/// <summary>Whether an instance is well after its move.</summary>
/// <param name="IsWell">Whether it is.</param>
/// <param name="Message">What is wrong, when it is not.</param>
public sealed record WellBeing(bool IsWell, string Message = "");
