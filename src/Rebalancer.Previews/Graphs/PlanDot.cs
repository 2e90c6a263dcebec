using Rebalancer.Model;
using Rebalancer.Plans;

namespace Rebalancer.Previews.Graphs;

/// <summary>The steps of a plan and what they wait for, in Graphviz's DOT language.</summary>
public static class PlanDot
{
    /// <summary>Writes the graph.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="cluster">The cluster, for names of instances; <c>null</c> names them by their ids.</param>
    /// <param name="plan">The plan.</param>
    public static void Write(TextWriter writer, Cluster? cluster, Plan plan)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(plan);
        writer.Write("digraph plan {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];\n");
        GraphLines.Write(writer, cluster, plan, (step, label) => $" [label=\"{Escaped(label)}\"{(step is MoveStep ? "" : ", style=rounded")}]", "->", ";");
        writer.Write("}\n");
    }

    private static string Escaped(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
