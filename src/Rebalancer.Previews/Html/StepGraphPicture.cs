using Rebalancer.Plans;
using Rebalancer.Previews.Text;

namespace Rebalancer.Previews.Html;

/// <summary>Which steps wait for which, from left to right.</summary>
internal static class StepGraphPicture
{
    private const int MostSteps = 150;
    private const int MostStepsOpen = 40;
    private const int Column = 210;
    private const int Row = 34;

    /// <summary>Writes the picture of a plan whose steps wait for each other; a large one is left to its files for graph programs.</summary>
    public static void Write(Markup markup, Plan plan, InstanceNames names)
    {
        if (plan.Steps.All(step => step.After.IsEmpty) || Stages.Of(plan.Steps) is not { } stages)
        {
            return;
        }

        markup.Raw("<h2>What waits for what</h2>\n");
        if (plan.Steps.Length > MostSteps)
        {
            markup.Add($"<p>{plan.Steps.Length} steps are too many for a picture; the column \"what\" below says after which steps each comes.</p>\n");
            return;
        }

        Dictionary<int, (int X, int Y)> places = [];
        int[] filled = new int[stages.Max() + 1];
        for (int i = 0; i < plan.Steps.Length; i++)
        {
            places[plan.Steps[i].Id] = (((stages[i] - 1) * Column) + 1, (filled[stages[i]]++ * Row) + 1);
        }

        (int width, int height) = ((stages.Max() * Column) - 40, filled.Max() * Row);
        bool isFolded = plan.Steps.Length > MostStepsOpen;
        if (isFolded)
        {
            markup.Add($"<details><summary>{plan.Steps.Length} steps and what each waits for</summary>\n");
        }

        markup.Add($"<div class=\"picture\"><svg viewBox=\"0 0 {Math.Max(900, width)} {height}\" style=\"min-width:{Math.Max(900, width)}px\" role=\"img\" aria-label=\"Dependencies of {plan.Steps.Length} steps; the table of steps says the same in words\">\n");
        foreach (PlanStep step in plan.Steps)
        {
            (int x, int y) = places[step.Id];
            foreach (int before in step.After.Where(places.ContainsKey))
            {
                (int fromX, int fromY) = places[before];
                (int x1, int y1, int y2) = (fromX + 170, fromY + 13, y + 13);
                markup.Add($"<path class=\"edge\" d=\"M{x1} {y1}C{x1 + 22} {y1} {x - 22} {y2} {x} {y2}\"/>\n");
            }
        }

        foreach (PlanStep step in plan.Steps)
        {
            (int x, int y) = places[step.Id];
            (string kind, string what) = StepWords.Of(step, names);
            string look = step is MoveStep ? kind : "service";
            string label = $"{step.Id} {(step is MoveStep move ? $"{names.Of(move.Instance)} → {move.Destination}" : $"{kind} {what}")}";
            markup.Add($"<g><rect class=\"node\" x=\"{x}\" y=\"{y}\" width=\"170\" height=\"26\" rx=\"4\"/><rect class=\"k-{look}\" x=\"{x}\" y=\"{y}\" width=\"6\" height=\"26\"/>")
                .Add($"<text x=\"{x + 12}\" y=\"{y + 17}\">{(label.Length <= 27 ? label : label[..26] + "…")}</text><title>{kind} {what}</title></g>\n");
        }

        markup.Raw("</svg></div>\n").Raw(isFolded ? "</details>\n" : "");
    }
}
