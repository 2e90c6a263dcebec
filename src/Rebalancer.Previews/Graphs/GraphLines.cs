using System.Globalization;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Previews.Text;

namespace Rebalancer.Previews.Graphs;

/// <summary>A graph of steps, line by line: a box for each step, then an arrow for each wait.</summary>
internal static class GraphLines
{
    /// <summary>Writes the lines.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="cluster">The cluster, for names of instances; <c>null</c> names them by their ids.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="box">What makes a box of a step and its label, after the name of the box.</param>
    /// <param name="arrow">What stands between the names of two boxes.</param>
    /// <param name="end">What ends a line.</param>
    public static void Write(TextWriter writer, Cluster? cluster, Plan plan, Func<PlanStep, string, string> box, string arrow, string end)
    {
        InstanceNames names = new(cluster);
        foreach (PlanStep step in plan.Steps)
        {
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"  s{step.Id}{box(step, LabelOf(step, names))}{end}\n"));
        }

        foreach (PlanStep step in plan.Steps)
        {
            foreach (int before in step.After)
            {
                writer.Write(string.Create(CultureInfo.InvariantCulture, $"  s{before} {arrow} s{step.Id}{end}\n"));
            }
        }
    }

    /// <summary>Number, kind and what it does, without control characters.</summary>
    private static string LabelOf(PlanStep step, InstanceNames names)
    {
        (string kind, string what) = StepWords.Of(step, names);
        return Page.Clean(string.Create(CultureInfo.InvariantCulture, $"{step.Id} {kind} {what}"));
    }
}
