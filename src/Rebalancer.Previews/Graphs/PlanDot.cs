using System.Globalization;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Previews.Text;

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
        InstanceNames names = new(cluster);
        writer.Write("digraph plan {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];\n");
        foreach (PlanStep step in plan.Steps)
        {
            string shape = step is MoveStep ? "" : ", style=rounded";
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"  s{step.Id} [label=\"{Escaped(StepLabel.Of(step, names))}\"{shape}];\n"));
        }

        foreach (PlanStep step in plan.Steps)
        {
            foreach (int before in step.After)
            {
                writer.Write(string.Create(CultureInfo.InvariantCulture, $"  s{before} -> s{step.Id};\n"));
            }
        }

        writer.Write("}\n");
    }

    private static string Escaped(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
