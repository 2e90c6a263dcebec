using Rebalancer.Model;
using Rebalancer.Plans;

namespace Rebalancer.Previews.Markdown;

/// <summary>A plan as Markdown, for tickets and wikis.</summary>
public static class PlanMarkdown
{
    /// <summary>Writes what <see cref="PlanText"/> writes, with headings, lists and tables.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="cluster">The cluster the plan was made for; <c>null</c> leaves out names, times, sizes and the use of hosts.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="proof">What the verifier says of it; <c>null</c> when nobody asked.</param>
    public static void Write(TextWriter writer, Cluster? cluster, Plan plan, PlanProof? proof = null)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(plan);
        (PlanFigures? figures, string? problem) = cluster is null ? (null, null) : PlanFigures.Of(cluster, plan);
        PlanText.Write(new MarkdownOutline(writer), cluster, plan, figures, proof, problem);
    }
}
