using System.Globalization;
using System.Text;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Testing.Printing;

namespace Rebalancer.Testing.Laws;

/// <summary>A case that breaks a law, as text for a test's output.</summary>
internal static class LawReport
{
    /// <summary>The law, what breaks it, then the cloud, the goal, the steps and who stays.</summary>
    public static string Of(string law, string broken, Cluster cluster, Goal goal, Plan? plan, int? seed)
    {
        StringBuilder text = new();
        text.Append(law).Append(" does not hold").Append(seed is { } known ? string.Create(CultureInfo.InvariantCulture, $" (shrunk from seed {known})") : "").Append(".\n");
        text.Append(broken).Append("\n\n").Append(CloudTable.Of(cluster)).Append("goal: ").Append(GoalText.Of(cluster, goal)).Append('\n');
        if (plan is null)
        {
            return text.ToString();
        }

        text.Append("steps, under ").Append(plan.Profile.Name).Append(":\n");
        foreach (PlanStep step in plan.Steps)
        {
            text.Append("  ").Append(StepText.Of(cluster, step)).Append('\n');
        }

        foreach (LeftBehind left in plan.LeftBehind)
        {
            text.Append("  ").Append(CloudTable.NameOf(cluster, left.Instance)).Append(" stays (").Append(left.Proof).Append("): ")
                .AppendJoin(", ", left.Reasons.Select(reason => reason.Code)).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>A violation with the events that lead to it.</summary>
    public static string Of(PlanViolation violation)
    {
        string step = violation.Step is { } id ? string.Create(CultureInfo.InvariantCulture, $" at the start of step {id}") : "";
        string events = violation.Events.IsEmpty ? "" : $"\n  reached when {string.Join(", ", violation.Events.Select(Of))}";
        return $"{violation.Code}{step}: {violation.Message}{events}";
    }

    private static string Of(PlanEvent happened) =>
        string.Create(CultureInfo.InvariantCulture, $"step {happened.Step} {(happened.Kind == PlanEventKind.Start ? "starts" : "ends")}");
}
