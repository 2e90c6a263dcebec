using System.Collections.Immutable;
using Rebalancer.Rules;

namespace Rebalancer.Plans.Verification;

/// <summary>Each move is one that the rules allow: from the source it has by then, and, on the plan's own order, in the state it meets.</summary>
internal static class VerdictLaw
{
    /// <summary>What does not depend on the state.</summary>
    public static void CheckLasting(ResolvedPlan plan, ImmutableArray<PlanViolation>.Builder violations)
    {
        foreach (ResolvedMove move in plan.Moves)
        {
            Verdict verdict = MigrationRules.CheckLasting(plan.Cluster, move.Instance, move.Source, move.Destination, move.Kind, plan.Profile);
            Report(plan, move, verdict, violations);
        }
    }

    /// <summary>Runs the plan once in the order of its list; catches whatever a rule reads of the state that no law proves for all orders.</summary>
    /// <returns>The state in the end, or <c>null</c> where a move was refused.</returns>
    public static PlanState? CheckOneRun(ResolvedPlan plan, ImmutableArray<PlanViolation>.Builder violations)
    {
        EventRun run = new(plan);
        foreach (int step in plan.Graph.Order)
        {
            if (run.Start(step) is { IsAllowed: false } refused)
            {
                Report(plan, plan.MoveOf(step)!, refused, violations);
                return null;
            }

            run.End(step);
        }

        return run.State;
    }

    private static void Report(ResolvedPlan plan, ResolvedMove move, Verdict verdict, ImmutableArray<PlanViolation>.Builder violations)
    {
        foreach (Refusal refusal in verdict.Refusals)
        {
            violations.Add(new PlanViolation(
                "plan.verdict",
                $"{Wording.NameOf(plan.Cluster, move.Instance)} may not move from {plan.Cluster.Hosts[move.Source].Name} to {plan.Cluster.Hosts[move.Destination].Name} ({move.Kind}): {refusal.Message} [{refusal.Code}]",
                plan.Steps[move.Step].Id,
                new Prefix(plan, [], move.Step).ToEvents()));
        }
    }
}
