using Rebalancer.Model;
using Rebalancer.Plans;

namespace Rebalancer.Previews.Graphs;

/// <summary>The steps of a plan and what they wait for, as a Mermaid flowchart.</summary>
public static class PlanMermaid
{
    /// <summary>Writes the flowchart.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="cluster">The cluster, for names of instances; <c>null</c> names them by their ids.</param>
    /// <param name="plan">The plan.</param>
    public static void Write(TextWriter writer, Cluster? cluster, Plan plan)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(plan);
        writer.Write("flowchart LR\n");
        GraphLines.Write(writer, cluster, plan, (step, label) => step is MoveStep ? $"[\"{Escaped(label)}\"]" : $"(\"{Escaped(label)}\")", "-->", "");
    }

    // Mermaid reads entities of its own within quoted labels, and HTML where it is allowed to.
    private static string Escaped(string text) => text
        .Replace("#", "#35;", StringComparison.Ordinal).Replace("\"", "#quot;", StringComparison.Ordinal)
        .Replace("<", "#lt;", StringComparison.Ordinal).Replace(">", "#gt;", StringComparison.Ordinal);
}
