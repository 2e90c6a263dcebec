using FsCheck.Xunit;
using Rebalancer.Goals;
using Rebalancer.Planning.Compilation;
using Rebalancer.Planning.Goals;
using Rebalancer.Planning.Tests.Goals;
using Rebalancer.Plans;

namespace Rebalancer.Planning.Tests.Compilation;

/// <summary>Who has nowhere to go, against all straight moves there are.</summary>
[Properties(Arbitrary = [typeof(GoalCases)])]
public sealed class WaysOutLaws
{
    [Cases(150)]
    public void Whoever_may_move_has_a_way_out_exactly_where_a_move_leads_to_a_host_that_could_hold_it_alone(SmallGoalCase one)
    {
        if (one.Goal is WaveGoal)
        {
            return;
        }

        PlanState start = PlanState.Of(one.Cluster);
        ProblemCompiler compiler = new(start, one.Goal, new GoalScope(start, one.Goal), one.Profile);
        PlacementProblem problem = compiler.Wide();
        IReadOnlyList<bool> somewhere = compiler.MovableSomewhere;
        for (int instance = 0; instance < somewhere.Count; instance++)
        {
            bool hasWay = problem.OptionsOf(instance).ToArray().Any(option => CouldHold(problem, option));
            Assert.Equal(hasWay, somewhere[instance]);
        }
    }

    private static bool CouldHold(PlacementProblem problem, MoveOption option)
    {
        long[] amounts = problem.Start.AmountsOn(option.Instance, option.Destination).ToArray();
        return amounts.Index().All(amount => amount.Item == 0 || amount.Item <= problem.ArrivalLimits[(option.Destination * problem.ClassCount) + amount.Index]);
    }
}
