using System.Globalization;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Previews.Diff;
using Rebalancer.Previews.Html;
using Rebalancer.Previews.Markdown;

namespace Rebalancer.Previews;

/// <summary>Plans and their difference as one string, for notebooks, mails and tickets.</summary>
public static class Showing
{
    /// <summary>The page of a plan: what <see cref="PlanHtml"/> writes.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="cluster">The cluster it was made for; <c>null</c> leaves out names, times, sizes and the use of hosts.</param>
    public static string ToHtml(this Plan plan, Cluster? cluster) => Written(writer => PlanHtml.Write(writer, cluster, plan, ProofOf(cluster, plan)));

    /// <summary>A plan as Markdown: what <see cref="PlanMarkdown"/> writes.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="cluster">The cluster it was made for; <c>null</c> leaves out names, times, sizes and the use of hosts.</param>
    public static string ToMarkdown(this Plan plan, Cluster? cluster) => Written(writer => PlanMarkdown.Write(writer, cluster, plan, ProofOf(cluster, plan)));

    /// <summary>The page of a difference.</summary>
    /// <param name="diff">The difference.</param>
    /// <param name="cluster">The cluster of the plans; <c>null</c> leaves out names, times and sizes.</param>
    public static string ToHtml(this PlanDiff diff, Cluster? cluster) => Written(writer => PlanDiffText.WriteHtml(writer, cluster, diff));

    /// <summary>A difference as Markdown.</summary>
    /// <param name="diff">The difference.</param>
    /// <param name="cluster">The cluster of the plans; <c>null</c> leaves out names, times and sizes.</param>
    public static string ToMarkdown(this PlanDiff diff, Cluster? cluster) => Written(writer => PlanDiffText.WriteMarkdown(writer, cluster, diff));

    private static PlanProof? ProofOf(Cluster? cluster, Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return cluster is null ? null : PlanVerifier.Verify(cluster, plan);
    }

    private static string Written(Action<TextWriter> write)
    {
        using StringWriter writer = new(CultureInfo.InvariantCulture);
        write(writer);
        return writer.ToString();
    }
}
