using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Previews.Text;

namespace Rebalancer.Previews.Html;

/// <summary>A plan as one HTML page that needs nothing else: no network, and no script to read it.</summary>
public static class PlanHtml
{
    private const int MostStepsOpen = 100;

    /// <summary>Writes the page: how good the plan is, hosts before and after, the steps in time and by what they wait for, what stays behind, what it assumes.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="cluster">The cluster the plan was made for; <c>null</c> leaves out names, times, sizes and the use of hosts.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="proof">What the verifier says of it; <c>null</c> when nobody asked.</param>
    /// <remarks>The same plan gives the same bytes. Texts of the inputs are escaped.</remarks>
    public static void Write(TextWriter writer, Cluster? cluster, Plan plan, PlanProof? proof = null)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(plan);
        InstanceNames names = new(cluster);
        (PlanFigures? figures, string? problem) = cluster is null ? (null, null) : PlanFigures.Of(cluster, plan);
        Markup markup = new(writer);
        HtmlOutline outline = new(markup);
        string title = GoalWords.Of(plan.Goal, names);
        markup.Raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Add($"<title>{title}</title>\n")
            .Raw("<style>\n" + Assets.Style + "</style>\n</head>\n<body>\n<main>\n");
        WriteHeader(markup, plan, names, figures, proof, title);
        if (problem is not null)
        {
            outline.Paragraph($"No times, sizes or hosts are shown: {problem}.");
        }

        if (proof is { IsProven: false })
        {
            ProofText.Write(outline, plan, names, proof);
        }

        PlanHeadline.WriteLevels(outline, plan);
        if (cluster is not null && figures is not null)
        {
            Patterns.Write(markup);
            GoalTable.Write(outline, plan.Goal, GoalChange.Of(cluster, plan, figures.Hosts));
            HostsInHtml.Write(markup, cluster, plan, figures);
            TimeLine.Write(markup, cluster, plan, names, figures);
        }

        StepGraphPicture.Write(markup, plan, names);
        WriteSteps(markup, outline, plan, names, figures);
        StayList.Write(outline, plan, names);
        RelaxationList.Write(outline, plan);
        WitnessList.Write(outline, plan, names);
        PlanSmallPrint.Write(outline, cluster, plan, proof);
        markup.Raw("</main>\n");
        if (cluster is not null && figures is not null)
        {
            markup.Raw("<script type=\"application/json\" id=\"data\">" + MomentData.Of(cluster, plan, names, figures) + "</script>\n<script>\n" + Assets.Script + "</script>\n");
        }

        markup.Raw("</body>\n</html>\n");
    }

    /// <summary>A long list folds away, so that what stays behind and what is assumed are not overlooked below it.</summary>
    private static void WriteSteps(Markup markup, HtmlOutline outline, Plan plan, InstanceNames names, PlanFigures? figures)
    {
        if (plan.Steps.Length <= MostStepsOpen)
        {
            StepList.Write(outline, plan, names, figures);
            return;
        }

        markup.Add($"<details><summary>The list of {plan.Steps.Length} steps</summary>\n");
        StepList.Write(outline, plan, names, figures);
        markup.Raw("</details>\n");
    }

    private static void WriteHeader(Markup markup, Plan plan, InstanceNames names, PlanFigures? figures, PlanProof? proof, string title)
    {
        string mood = plan.Outcome switch { PlanOutcome.Optimal or PlanOutcome.Feasible => "good", PlanOutcome.Partial => "warn", _ => "bad" };
        markup.Add($"<header>\n<h1>{title}</h1>\n<p><span class=\"badge {mood}\">{Words.Of(plan.Outcome)}</span>");
        if (proof is not null)
        {
            markup.Raw(proof.IsProven
                ? "<span class=\"badge good\">verified: every reachable state is allowed</span>"
                : "<span class=\"badge bad\">UNSAFE: do not run this plan</span>");
        }

        markup.Add($"</p>\n<p class=\"cost\">{PlanHeadline.Cost(plan, figures)}</p>\n");
        foreach (string part in GoalWords.PartsOf(plan.Goal, names))
        {
            markup.Add($"<p class=\"i4\">{part}</p>\n");
        }

        markup.Raw("</header>\n");
    }
}
