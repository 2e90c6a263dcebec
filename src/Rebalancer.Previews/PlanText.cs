using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Previews.Text;

namespace Rebalancer.Previews;

/// <summary>A plan as plain text that a person reads before it runs.</summary>
public static class PlanText
{
    /// <summary>Writes a plan: how good it is, what it changes, its steps, what stays behind and why, what it assumes.</summary>
    /// <param name="writer">Where to; gets no control characters but line ends.</param>
    /// <param name="cluster">The cluster the plan was made for; <c>null</c> leaves out names, times, sizes and the use of hosts.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="proof">What the verifier says of it; <c>null</c> when nobody asked.</param>
    /// <param name="width">Characters per line; at least 40 are used.</param>
    public static void Write(TextWriter writer, Cluster? cluster, Plan plan, PlanProof? proof = null, int width = 100)
    {
        (PlanFigures? figures, string? problem) = cluster is null ? (null, null) : PlanFigures.Of(cluster, plan);
        Write(new Page(writer, width), cluster, plan, figures, proof, problem);
    }

    /// <summary>The parts of a report on a plan, in the order of what a reader asks first.</summary>
    internal static void Write(IOutline page, Cluster? cluster, Plan plan, PlanFigures? figures, PlanProof? proof, string? problem)
    {
        InstanceNames names = new(cluster);
        PlanHeadline.Write(page, plan, names, figures, proof);
        if (problem is not null)
        {
            page.Paragraph($"No times, sizes or hosts are shown: {problem}.");
        }

        if (proof is { IsProven: false })
        {
            ProofText.Write(page, plan, names, proof);
        }

        if (cluster is not null && figures is not null)
        {
            GoalTable.Write(page, plan.Goal, GoalChange.Of(cluster, plan, figures.Hosts));
            HostTable.Write(page, cluster, figures.Hosts);
        }

        StepList.Write(page, plan, names, figures);
        StayList.Write(page, plan, names);
        RelaxationList.Write(page, plan);
        WitnessList.Write(page, plan, names);
        PlanSmallPrint.Write(page, cluster, plan, proof);
    }
}
