using Rebalancer.Execution.Cloud;
using Rebalancer.Plans;

namespace Rebalancer.Execution.Runs;

/// <summary>Something that happened in a run.</summary>
/// <param name="At">When.</param>
public abstract record ExecutionEvent(DateTimeOffset At);

/// <summary>A plan is followed from now on: the first, or one made anew.</summary>
/// <param name="At">When.</param>
/// <param name="Plan">The plan.</param>
/// <param name="Reason">Why it was made anew; empty for the first.</param>
public sealed record PlanTaken(DateTimeOffset At, Plan Plan, string Reason) : ExecutionEvent(At);

/// <summary>A step has started, or goes on after a resume.</summary>
/// <param name="At">When.</param>
/// <param name="Step">The step.</param>
/// <param name="Expected">How long it is expected to take.</param>
public sealed record StepStarted(DateTimeOffset At, PlanStep Step, TimeSpan Expected) : ExecutionEvent(At);

/// <summary>A step is where the cloud now says.</summary>
/// <param name="At">When.</param>
/// <param name="Step">The step.</param>
/// <param name="Status">Nova's status of the migration, or what is waited for.</param>
/// <param name="Progress">How far a live migration has come; <c>null</c> while it is not copying.</param>
public sealed record StepObserved(DateTimeOffset At, PlanStep Step, string Status, MigrationProgress? Progress) : ExecutionEvent(At);

/// <summary>A try of a step came to nothing; another follows.</summary>
/// <param name="At">When.</param>
/// <param name="Step">The step.</param>
/// <param name="Message">What happened.</param>
/// <param name="Wait">How long until the next try.</param>
public sealed record StepRetried(DateTimeOffset At, PlanStep Step, string Message, TimeSpan Wait) : ExecutionEvent(At);

/// <summary>A step has ended.</summary>
/// <param name="At">When.</param>
/// <param name="Step">The step.</param>
/// <param name="End">How.</param>
public sealed record StepEnded(DateTimeOffset At, PlanStep Step, StepEnd End) : ExecutionEvent(At);

/// <summary>Nothing new is started from now on.</summary>
/// <param name="At">When.</param>
/// <param name="Reason">Why.</param>
public sealed record StartingEnded(DateTimeOffset At, string Reason) : ExecutionEvent(At);
