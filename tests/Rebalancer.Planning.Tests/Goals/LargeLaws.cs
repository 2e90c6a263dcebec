using FsCheck.Xunit;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Planning.Goals;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Tests.Drain;
using Rebalancer.Plans;
using Rebalancer.Rules;
using Rebalancer.Snapshots;
using Rebalancer.Testing.Laws;

namespace Rebalancer.Planning.Tests.Goals;

/// <summary>What large clouds are searched by, tried on small ones, where the answers can be checked.</summary>
[Properties(Arbitrary = [typeof(GoalCases), typeof(DrainCases)])]
public sealed class LargeLaws
{
    /// <summary>Nothing fits one model, destinations are picked, reasons asked by class.</summary>
    private static readonly ModelSizes Nothing = new() { MostOptions = 0, FlatFrom = 0, MostAskedInFull = 0 };

    /// <summary>Enough for some neighbourhoods.</summary>
    private const double Work = 0.15;

    /// <summary>A flat search and neighbourhoods come before the model.</summary>
    private static readonly ModelSizes FlatFirst = new() { FlatFrom = 0 };

    [Cases(30)]
    public void Every_plan_is_proven_and_no_better_than_what_is_proven_best(SmallGoalCase one)
    {
        if (one.Goal is WaveGoal)
        {
            return;
        }

        Plan usual = one.Plan();
        foreach ((ModelSizes sizes, int workers) in ((ModelSizes, int)[])[(Nothing, 1), (FlatFirst, 1), (FlatFirst, 3)])
        {
            Plan plan = PlanWith(sizes, one.Cluster, one.Goal, one.Repeatable with { Workers = workers });
            PlanLaws.All(one.Cluster, plan);

            // The first level alone is bounded for all plans; a later one only for those that are as good before it.
            Assert.True(plan.Levels[0].Bound <= usual.Levels[0].Value, $"{plan.Levels[0].Name}: a bound of {plan.Levels[0].Bound}, and a plan with {usual.Levels[0].Value}");
            Assert.True(usual.Levels[0].Bound <= plan.Levels[0].Value, $"{plan.Levels[0].Name}: a bound of {usual.Levels[0].Bound}, and a plan with {plan.Levels[0].Value}");
        }
    }

    [Cases(40)]
    public void Who_is_left_behind_has_true_reasons(SmallDrain drain) =>
        PlanLaws.EveryReasonToStayIsTrue(drain.Cluster, PlanWith(Nothing, drain.Cluster, drain.Goal, drain.Repeatable));

    [Cases(8)]
    public void Planning_twice_gives_the_same_bytes(SmallGoalCase one)
    {
        if (one.Goal is not WaveGoal)
        {
            Assert.Equal(PlanJson.ToUtf8(PlanWith(FlatFirst, one.Cluster, one.Goal, one.Repeatable)), PlanJson.ToUtf8(PlanWith(FlatFirst, one.Cluster, one.Goal, one.Repeatable)));
        }
    }

    private static Plan PlanWith(ModelSizes sizes, Cluster cluster, Goal goal, PlanningOptions options)
    {
        bool areFenced = (goal is GoalList list ? [.. list.Goals] : new[] { goal }).OfType<EvacuateGoal>().Any(evacuate => evacuate.AreFenced);
        Profile profile = areFenced ? options.Profile with { RequiresFencedSource = false } : options.Profile;
        return GoalPlanning.Plan(cluster, goal, new SearchBudget(options with { Profile = profile, WorkLimit = Work }, TestContext.Current.CancellationToken), null, sizes);
    }
}
