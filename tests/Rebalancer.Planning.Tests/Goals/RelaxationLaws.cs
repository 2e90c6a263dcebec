using System.Collections.Immutable;
using FsCheck.Xunit;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;
using Rebalancer.Testing;

namespace Rebalancer.Planning.Tests.Goals;

/// <summary>What a plan says would free whoever it leaves behind.</summary>
[Properties(Arbitrary = [typeof(GoalCases)])]
public sealed class RelaxationLaws
{
    [Cases(60)]
    public void Making_the_changes_leaves_nobody_behind_and_what_is_called_irreducible_is(TinyGoalCase one) => AreTrue(one);

    [Cases(20)]
    public void So_it_is_for_waves(TinyWavesCase one) => AreTrue(one);

    /// <summary>The law above would hold of a search that never finds or proves anything.</summary>
    [Fact]
    public void Many_tiny_clouds_have_a_relaxation_and_most_of_these_are_proven_smallest()
    {
        int left = 0, relaxed = 0, smallest = 0, several = 0;
        foreach (int seed in Enumerable.Range(0, 60))
        {
            Cluster cluster = Clouds.Generate(CloudShape.Tiny, seed);
            DrainGoal goal = RandomGoals.Drain(cluster, seed);
            Plan plan = PlanOf(new TinyGoalCase(cluster, goal with { Limits = goal.Limits with { Survives = [], SurvivesRacks = [], Window = null } }, Profile.RedHat));
            left += plan.LeftBehind.IsEmpty ? 0 : 1;
            relaxed += plan.Relaxations.IsEmpty ? 0 : 1;
            smallest += plan.Relaxations.Any(relaxation => relaxation.IsSmallest) ? 1 : 0;
            several += plan.Relaxations.Any(relaxation => relaxation.Changes.Length > 1) ? 1 : 0;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{left} leave somebody behind, {relaxed} can be relaxed, {smallest} of them with proof that fewer changes are not enough, {several} by several changes");
        Assert.True(relaxed >= 8 && smallest >= relaxed / 2 && several >= 1, $"{left}, {relaxed}, {smallest}, {several}");
    }

    private static void AreTrue(GoalCase one)
    {
        foreach (Relaxation relaxation in PlanOf(one).Relaxations)
        {
            Assert.Empty(PlanWith(one, relaxation.Changes).LeftBehind);
            Assert.True(relaxation.IsIrreducible || !relaxation.IsSmallest);
            for (int index = 0; relaxation.IsIrreducible && index < relaxation.Changes.Length; index++)
            {
                Assert.NotEmpty(PlanWith(one, relaxation.Changes.RemoveAt(index)).LeftBehind);
            }
        }
    }

    private static Plan PlanOf(GoalCase one) => Planner.Plan(one.Cluster, one.Goal, one.Repeatable with { FindsRelaxations = true });

    private static Plan PlanWith(GoalCase one, ImmutableArray<Change> changes)
    {
        var relaxed = RelaxedProblem.Of(one.Cluster, one.Goal, one.Profile, changes);
        return Planner.Plan(relaxed.Cluster, relaxed.Goal, one.Repeatable with { Profile = relaxed.Profile });
    }
}
