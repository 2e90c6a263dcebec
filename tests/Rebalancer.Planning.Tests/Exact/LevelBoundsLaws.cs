using FsCheck.Xunit;
using Rebalancer.Goals;
using Rebalancer.Planning.Compilation;
using Rebalancer.Planning.Exact;
using Rebalancer.Planning.Goals;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Sequencing;
using Rebalancer.Planning.Tests.Goals;
using Rebalancer.Plans;

namespace Rebalancer.Planning.Tests.Exact;

/// <summary>Bounds that are known before any search, held against placements drawn at random.</summary>
[Properties(Arbitrary = [typeof(GoalCases)])]
public sealed class LevelBoundsLaws
{
    private const int Placements = 8;
    private const int MostMoves = 6;

    [Cases(150)]
    public void No_placement_that_can_be_ordered_goes_below_them(SmallGoalCase one, int seed)
    {
        if (one.Goal is WaveGoal)
        {
            return;
        }

        PlanState start = PlanState.Of(one.Cluster);
        ProblemCompiler compiler = new(start, one.Goal, new GoalScope(start, one.Goal), one.Profile);
        PlacementProblem problem = compiler.Wide();
        LevelBounds[] bounds =
        [
            new(problem, isWhole: true, compiler.Movable), new(problem, isWhole: false, compiler.Movable), new(problem, isWhole: false, compiler.MovableSomewhere),
        ];
        FastRandom random = new(seed, 0);
        for (int count = 0; count < Placements; count++)
        {
            Placement placement = Draw(problem, ref random);
            if (!problem.KeepsHeadroom(placement))
            {
                continue;
            }

            long[] values = placement.ValuesIn(problem);
            foreach (LevelBounds known in bounds)
            {
                Assert.All(known.Given(values).Zip(values, problem.Levels), level => Assert.True(level.First <= level.Second, $"{level.Third.Name} of {level.Second} is bounded by {level.First}"));
            }
        }
    }

    /// <summary>Some moves within the goal's limit, as many of them as can be made one after the other.</summary>
    private static Placement Draw(PlacementProblem problem, ref FastRandom random)
    {
        Placement wanted = Placement.Unmoved(problem);
        int most = Math.Min(problem.Limits.MaxMoves ?? MostMoves, MostMoves);
        for (int move = 0; move < most && problem.Options.Length > 0; move++)
        {
            int option = random.Next(problem.Options.Length);
            wanted.Choice[problem.Options[option].Instance] = option;
        }

        HashSet<int> moving = [.. MoveOrder.AsFarAsPossible(problem, wanted).Select(move => move.Instance)];
        return new Placement([.. wanted.Choice.Select((option, instance) => moving.Contains(instance) ? option : -1)]);
    }
}
