using System.Collections.Immutable;
using System.Text;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Testing.Printing;

namespace Rebalancer.Testing;

/// <summary>A tiny cloud with random steps on it, as an argument of a property.</summary>
/// <param name="Cluster">The cloud.</param>
/// <param name="Steps">Well-formed steps, safe or not.</param>
public sealed record TinyPlan(Cluster Cluster, ImmutableArray<PlanStep> Steps)
{
    /// <summary>Tables of hosts, instances and groups, then the steps.</summary>
    public override string ToString()
    {
        StringBuilder text = new("\n");
        text.Append(CloudTable.Of(Cluster)).Append("steps\n");
        foreach (PlanStep step in Steps)
        {
            text.Append("  ").Append(StepText.Of(Cluster, step)).Append('\n');
        }

        return text.ToString();
    }
}
