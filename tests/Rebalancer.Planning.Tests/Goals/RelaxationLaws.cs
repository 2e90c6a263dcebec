using System.Collections.Immutable;
using FsCheck.Xunit;
using Rebalancer.Plans;

namespace Rebalancer.Planning.Tests.Goals;

/// <summary>What a plan says would free whoever it leaves behind.</summary>
[Properties(Arbitrary = [typeof(GoalCases)])]
public sealed class RelaxationLaws
{
    [Cases(60)]
    public void Making_the_changes_leaves_nobody_behind_and_no_change_can_be_left_out(TinyGoalCase one)
    {
        Plan plan = Planner.Plan(one.Cluster, one.Goal, one.Repeatable with { FindsRelaxations = true });
        foreach (Relaxation relaxation in plan.Relaxations)
        {
            Assert.Empty(PlanWith(one, relaxation.Changes).LeftBehind);
            for (int index = 0; relaxation.Changes.Length > 1 && index < relaxation.Changes.Length; index++)
            {
                Assert.NotEmpty(PlanWith(one, relaxation.Changes.RemoveAt(index)).LeftBehind);
            }
        }
    }

    private static Plan PlanWith(TinyGoalCase one, ImmutableArray<Change> changes)
    {
        var relaxed = RelaxedProblem.Of(one.Cluster, one.Goal, one.Profile, changes);
        return Planner.Plan(relaxed.Cluster, relaxed.Goal, one.Repeatable with { Profile = relaxed.Profile });
    }
}
