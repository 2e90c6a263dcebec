using System.Globalization;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Previews.Text;

namespace Rebalancer.Previews;

/// <summary>What the verifier found, as plain text.</summary>
public static class ProofText
{
    /// <summary>Writes a proof, or every violation with the events that lead there.</summary>
    /// <param name="writer">Where to; gets no control characters but line ends.</param>
    /// <param name="cluster">The cluster; <c>null</c> names instances by their ids.</param>
    /// <param name="plan">The plan that was verified.</param>
    /// <param name="proof">What the verifier said.</param>
    /// <param name="width">Characters per line; at least 40 are used.</param>
    public static void Write(TextWriter writer, Cluster? cluster, Plan plan, PlanProof proof, int width = 100)
    {
        Page page = new(writer, width);
        InstanceNames names = new(cluster);
        if (proof.IsProven)
        {
            int moves = plan.Steps.OfType<MoveStep>().Count();
            page.Paragraph(
                $"Proven: {Units.Count(plan.Steps.Length, "step")} with {Units.Count(moves, "move")}; every state that they can reach, in whatever order they end, is allowed.",
                0,
                2);
        }
        else
        {
            Write(page, plan, names, proof);
        }

        if (!proof.Warnings.IsEmpty)
        {
            page.Heading("Warnings");
            foreach (string warning in proof.Warnings)
            {
                page.Paragraph($"- {warning}", 2, 2);
            }
        }
    }

    internal static void Write(IOutline page, Plan plan, InstanceNames names, PlanProof proof)
    {
        page.Heading($"Unsafe: {Units.Count(proof.Violations.Length, "violation")}");
        Dictionary<int, PlanStep> steps = [];
        foreach (PlanStep step in plan.Steps)
        {
            steps.TryAdd(step.Id, step);
        }

        string Step(int id) => steps.TryGetValue(id, out PlanStep? step) && StepWords.Of(step, names) is var (kind, what)
            ? string.Create(CultureInfo.InvariantCulture, $"step {id} ({kind} {what})")
            : string.Create(CultureInfo.InvariantCulture, $"step {id}");
        foreach (PlanViolation violation in proof.Violations)
        {
            string where = violation.Step is { } id ? $" at the start of {Step(id)}" : "";
            page.Paragraph($"{violation.Code}{where}: {violation.Message}", 2, 2);
            for (int i = 0; i < violation.Events.Length; i++)
            {
                PlanEvent found = violation.Events[i];
                page.Paragraph($"{i + 1}. {Step(found.Step)} {(found.Kind == PlanEventKind.Start ? "starts" : "ends")}", 6, 3);
            }
        }
    }
}
