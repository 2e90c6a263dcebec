using System.Collections.Immutable;
using Rebalancer.Rules;

namespace Rebalancer.Plans.Verification;

/// <summary>Cells, pages, pins and devices: every arrival fits where Nova would put it, in every order of what happens on the host.</summary>
/// <remarks>
/// Nova's choice depends on the order of arrivals, so the orders are explored, states met before left out, up to a budget.
/// Floating instances hold nothing of it. Where the budget does not suffice, the plan counts as not proven.
/// </remarks>
internal static class CellLaw
{
    /// <summary>How many states are visited per host before the proof is given up.</summary>
    private const int StatesPerHost = 100_000;

    public static void Check(ResolvedPlan plan, HostEvents events, PageSizes pages, ImmutableArray<PlanViolation>.Builder violations)
    {
        if (!events.Arrivals.Exists(move => plan.Start.DemandOf(move.Instance).IsStructured))
        {
            return;
        }

        CellExploration exploration = new(plan, events, pages, StatesPerHost);
        CellExploration.Outcome outcome = exploration.Run();
        string host = plan.Cluster.Hosts[events.Host].Name.ToString();
        if (outcome.Refusal is { } refusal)
        {
            ResolvedMove arrival = events.Arrivals.First(move => move.Step == outcome.Path[^1].Step);
            violations.Add(new PlanViolation(
                refusal.Code == PageSizes.ChangeCode ? refusal.Code : "plan.cells",
                $"{Wording.NameOf(plan.Cluster, arrival.Instance)} may not fit on host {host} when it arrives: {refusal.Message}",
                plan.Steps[arrival.Step].Id,
                LiftedPath.Of(plan, exploration.Shrink(outcome.Path))));
        }
        else if (outcome.IsOutOfBudget)
        {
            violations.Add(new PlanViolation(
                "plan.cells-unproven",
                $"Host {host} takes instances with guest cells or devices in too many orders to prove that each fits; order their arrivals.",
                null,
                []));
        }
    }
}

/// <summary>Something that happens to a host's cells: an arrival at the start of a step, or a release at its end.</summary>
/// <param name="Step">The place of the step; -1 for a migration in flight that no step waits for.</param>
/// <param name="IsClaim">Whether it is an arrival.</param>
/// <param name="Demand">What arrives.</param>
/// <param name="Found">What a release gives back, or <c>null</c> for what the instance got when it arrived during the plan.</param>
/// <param name="Arrival">For a release of what arrived during the plan: the place of that arrival among the events.</param>
internal sealed record CellEvent(int Step, bool IsClaim, InstanceDemand Demand, GuestHolding? Found, int Arrival);
