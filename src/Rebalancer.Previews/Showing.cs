using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Previews.Diff;
using Rebalancer.Previews.Html;
using Rebalancer.Previews.Markdown;
using Rebalancer.Previews.Notebooks;
using Rebalancer.Previews.Text;
using Rebalancer.Rules;

namespace Rebalancer.Previews;

/// <summary>Clusters, verdicts, plans and differences as something that shows itself, in a notebook or as one string.</summary>
public static class Showing
{
    /// <summary>A plan, with its proof where the cluster is known.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="cluster">The cluster it was made for; <c>null</c> leaves out names, times, sizes and the use of hosts.</param>
    public static Preview Preview(this Plan plan, Cluster? cluster)
    {
        ArgumentNullException.ThrowIfNull(plan);
        PlanProof? proof = cluster is null ? null : PlanVerifier.Verify(cluster, plan);
        return new Preview(
            GoalWords.Of(plan.Goal, new InstanceNames(cluster)),
            writer => PlanHtml.Write(writer, cluster, plan, proof),
            writer => PlanMarkdown.Write(writer, cluster, plan, proof),
            writer => PlanText.Write(writer, cluster, plan, proof));
    }

    /// <summary>What a cluster holds.</summary>
    /// <param name="cluster">The cluster.</param>
    public static Preview Preview(this Cluster cluster)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        return Outlined("Cluster", page => ClusterText.Write(page, cluster), writer => ClusterText.Write(writer, cluster));
    }

    /// <summary>Verdicts on one instance.</summary>
    /// <param name="verdicts">At least one; all on one instance.</param>
    /// <param name="cluster">The cluster they were made in; <c>null</c> leaves out the instance's name and flavor.</param>
    public static Preview Preview(this ImmutableArray<Verdict> verdicts, Cluster? cluster)
    {
        return Outlined("Where it may go", page => VerdictText.Write(page, cluster, verdicts), writer => VerdictText.Write(writer, cluster, verdicts));
    }

    /// <summary>What changed between two plans.</summary>
    /// <param name="diff">The difference.</param>
    /// <param name="cluster">The cluster of the plans; <c>null</c> leaves out names, times and sizes.</param>
    public static Preview Preview(this PlanDiff diff, Cluster? cluster)
    {
        ArgumentNullException.ThrowIfNull(diff);
        return new Preview(
            PlanDiffText.Title,
            writer => PlanDiffText.WriteHtml(writer, cluster, diff),
            writer => PlanDiffText.WriteMarkdown(writer, cluster, diff),
            writer => PlanDiffText.Write(writer, cluster, diff));
    }

    private static Preview Outlined(string title, Action<IOutline> body, Action<TextWriter> text) => new(
        title, writer => SimplePage.Write(writer, title, body), writer => body(new MarkdownOutline(writer)), text);
}
