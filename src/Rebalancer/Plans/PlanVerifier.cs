using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Plans.Verification;

namespace Rebalancer.Plans;

/// <summary>Proves that every state a plan can reach is allowed, or names a way to one that is not.</summary>
public static class PlanVerifier
{
    /// <summary>Checks a plan, from whatever hand, against a cluster.</summary>
    /// <remarks>
    /// A move claims its destination at its start and releases its source at the end of a live migration or of the confirm
    /// step of a cold one. The proof covers every order of these events that the steps' dependencies allow; limits on what
    /// runs at once only take orders away. Of each host and quantity one violation is given.
    /// </remarks>
    public static PlanProof Verify(Cluster cluster, Plan plan)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(plan);
        (ResolvedPlan? resolved, ImmutableArray<PlanViolation> malformed, ImmutableArray<string> warnings) = WellFormedness.Check(cluster, plan);
        if (resolved is null)
        {
            return new PlanProof(malformed, warnings);
        }

        ImmutableArray<PlanViolation>.Builder violations = ImmutableArray.CreateBuilder<PlanViolation>();
        VerdictLaw.CheckLasting(resolved, violations);
        CheckAllOrders(resolved, violations);
        if (violations.Count == 0 && VerdictLaw.CheckOneRun(resolved, violations) is { } final)
        {
            HeadroomLaw.Check(resolved, plan.Goal.Limits.Headroom, final, violations);
        }

        return new PlanProof(violations.ToImmutable(), warnings.AddRange(OverfullHosts(resolved)).AddRange(HintLaw.Unproven(resolved)));
    }

    /// <summary>The part of the law that speaks of all orders.</summary>
    internal static void CheckAllOrders(ResolvedPlan plan, ImmutableArray<PlanViolation>.Builder violations)
    {
        PageSizes pages = new(plan);
        foreach (HostEvents events in plan.Hosts)
        {
            CapacityLaw.Check(plan, events, violations);
            AffinityLaw.Check(plan, events, violations);
            HintLaw.Check(plan, events, violations);
            ServiceLaw.Check(plan, events, violations);
            MaintenanceLaw.Check(plan, events, violations);
            CellLaw.Check(plan, events, pages, violations);
            OverfullSourceLaw.Check(plan, events, violations);
        }

        pages.Check(violations);
    }

    private static IEnumerable<string> OverfullHosts(ResolvedPlan plan) =>
        from events in plan.Hosts
        from resourceClass in Enumerable.Range(0, plan.Cluster.ResourceClasses.Length)
        let used = plan.Start.Used(events.Host, resourceClass)
        let capacity = plan.Start.CapacityOf(events.Host, resourceClass)
        where used > capacity
        select $"Host {plan.Cluster.Hosts[events.Host].Name} holds {Wording.Of(plan.Cluster.ResourceClasses[resourceClass], used, capacity)} before the plan begins.";
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
