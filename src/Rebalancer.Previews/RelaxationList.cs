using Rebalancer.Goals;
using Rebalancer.Plans;
using Rebalancer.Previews.Text;

namespace Rebalancer.Previews;

/// <summary>What would have to change for the goal to be met in full.</summary>
internal static class RelaxationList
{
    public static void Write(IOutline page, Plan plan)
    {
        if (plan.Relaxations.IsEmpty)
        {
            return;
        }

        bool onlyEmpties = GoalParts.Of(plan.Goal).All(goal => goal is DrainGoal or EvacuateGoal or WaveGoal);
        string choice = plan.Relaxations.Length > 1 ? ", any one of these is enough" : "";
        page.Heading((onlyEmpties ? "To empty it all" : "To meet the goal in full") + choice);
        foreach (Relaxation relaxation in plan.Relaxations)
        {
            string proof = relaxation.IsSmallest ? "the fewest changes, as proven"
                : relaxation.IsIrreducible ? "none of it can be left out, as proven, but fewer other changes may do"
                : "it is enough; whether less would do is not proven";
            string changes = string.Join(" ", relaxation.Changes.Select(change => change.Text));
            page.Paragraph($"- {changes} ({proof})", 2, 2);
        }
    }
}
