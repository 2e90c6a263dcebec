using System.Globalization;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Previews.Text;

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
        InstanceNames names = new(cluster);
        writer.Write("flowchart LR\n");
        foreach (PlanStep step in plan.Steps)
        {
            (string open, string close) = step is MoveStep ? ("[", "]") : ("(", ")");
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"  s{step.Id}{open}\"{Escaped(StepLabel.Of(step, names))}\"{close}\n"));
        }

        foreach (PlanStep step in plan.Steps)
        {
            foreach (int before in step.After)
            {
                writer.Write(string.Create(CultureInfo.InvariantCulture, $"  s{before} --> s{step.Id}\n"));
            }
        }
    }

    // Mermaid reads entities of its own within quoted labels, and HTML where it is allowed to.
    private static string Escaped(string text) => text
        .Replace("#", "#35;", StringComparison.Ordinal).Replace("\"", "#quot;", StringComparison.Ordinal)
        .Replace("<", "#lt;", StringComparison.Ordinal).Replace(">", "#gt;", StringComparison.Ordinal);
}
