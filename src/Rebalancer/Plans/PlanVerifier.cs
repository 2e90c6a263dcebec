using System.Collections.Immutable;
using Rebalancer.Model;

namespace Rebalancer.Plans;

/// <summary>Proves that every state a plan can reach is allowed, or names a way to one that is not.</summary>
public static class PlanVerifier
{
    /// <summary>Checks a plan, from whatever hand, against a cluster.</summary>
    public static PlanProof Verify(Cluster cluster, Plan plan) => throw new NotImplementedException();
}

/// <summary>The outcome of verifying a plan.</summary>
/// <param name="Violations">Everything that breaks the law; empty for a proven plan.</param>
/// <param name="Warnings">What a reader should know all the same.</param>
public sealed record PlanProof(ImmutableArray<PlanViolation> Violations, ImmutableArray<string> Warnings)
{
    /// <summary>Whether every reachable state is allowed.</summary>
    public bool IsProven => Violations.IsEmpty;
}

/// <summary>A reachable state that is not allowed, and how it is reached.</summary>
/// <param name="Code">A stable code, such as <c>plan.capacity</c>.</param>
/// <param name="Message">What breaks there, as one sentence.</param>
/// <param name="Step">The step whose start breaks it, or <c>null</c> where the plan is not well formed.</param>
/// <param name="Events">An irreducible sequence of events that leads there: taking any one away makes it harmless.</param>
public sealed record PlanViolation(string Code, string Message, int? Step, ImmutableArray<PlanEvent> Events);

/// <summary>An event while a plan runs.</summary>
/// <param name="Step">The step.</param>
/// <param name="Kind">Its start (a move claims its destination) or its end (a live move or a confirm releases the source).</param>
public sealed record PlanEvent(int Step, PlanEventKind Kind);

/// <summary>The two events of a step.</summary>
public enum PlanEventKind
{
    /// <summary>The step begins.</summary>
    Start,

    /// <summary>The step has ended.</summary>
    End,
}
