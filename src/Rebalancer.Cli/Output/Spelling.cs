using Rebalancer.Advice;
using Rebalancer.Plans;
using Rebalancer.Previews.Diff;
using Rebalancer.Rules;

namespace Rebalancer.Cli.Output;

/// <summary>How JSON answers spell the values of the domain: lower case with hyphens, as the options do.</summary>
internal static class Spelling
{
    public static string Of(MoveKind kind) => kind switch
    {
        MoveKind.Live => "live",
        MoveKind.BlockLive => "block-live",
        MoveKind.Cold => "cold",
        _ => "evacuate",
    };

    public static string Of(PlanOutcome outcome) => outcome switch
    {
        PlanOutcome.Optimal => "optimal",
        PlanOutcome.Feasible => "feasible",
        PlanOutcome.Partial => "partial",
        PlanOutcome.Infeasible => "infeasible",
        _ => "no-plan-in-time",
    };

    public static string Of(AdviceSeverity severity) => severity switch
    {
        AdviceSeverity.Error => "error",
        AdviceSeverity.Warning => "warning",
        _ => "note",
    };

    public static string Of(TermKind kind) => kind switch
    {
        TermKind.Goal => "goal",
        TermKind.Limits => "limits",
        TermKind.Policies => "policies",
        _ => "assumptions",
    };

    public static string Of(PlanEventKind kind) => kind == PlanEventKind.Start ? "start" : "end";
}
