using FsCheck.Xunit;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Planning.Tests.Oracle;
using Rebalancer.Plans;
using Rebalancer.Testing.Laws;

namespace Rebalancer.Planning.Tests.Goals;

/// <summary>What holds for every goal of every cloud.</summary>
[Properties(Arbitrary = [typeof(GoalCases)])]
public sealed class GoalLaws
{
    [Cases(350)]
    public void Every_plan_of_a_small_cloud_is_proven(SmallGoalCase one)
    {
        Plan plan = one.Plan();
        PlanLaws.EveryReachableStateIsFeasible(one.Cluster, plan);
        PlanLaws.LimitsAreKept(one.Cluster, plan);
        PlanLaws.AssumptionsHoldTogether(one.Cluster, plan);
        PlanLaws.BoundsAreNeverAboveValues(one.Cluster, plan);
        HostName[] maintained = [.. plan.Steps.OfType<MaintainStep>().SelectMany(step => step.Hosts)];
        Assert.Equal(maintained.Distinct(), maintained);
        Assert.Equal(one.Goal.Limits.Survives.Distinct().Order(), plan.Witnesses.Where(witness => witness.Rack is null).Select(witness => Assert.Single(witness.Hosts)).Order());
        Assert.Equal(one.Goal.Limits.SurvivesRacks.Distinct().Order(), plan.Witnesses.Select(witness => witness.Rack).OfType<string>().Order());
    }

    [Cases(150)]
    public void A_plan_is_lean(SmallGoalCase one)
    {
        Plan plan = one.Plan();
        if (one.Goal is WaveGoal || one.Goal.Limits is not { Survives.IsEmpty: true, SurvivesRacks.IsEmpty: true })
        {
            // A wave comes by hosts that are emptied later, and who makes room for a failure may be needed where they are.
            return;
        }

        GoalValues values = new(one.Cluster, one.Goal);
        (long[] reached, _) = values.After(plan, null);
        foreach (InstanceId instance in plan.Steps.OfType<MoveStep>().Select(move => move.Instance).Distinct())
        {
            (long[] without, bool isSafe) = values.After(plan, instance);
            Assert.False(isSafe && without.AsSpan().SequenceCompareTo(reached) <= 0, $"{instance} could as well stay: {string.Join('/', without)} against {string.Join('/', reached)}");
        }
    }

    [Cases(30)]
    public void Planning_twice_gives_the_same_bytes(SmallGoalCase one) =>
        PlanLaws.PlanningTwiceGivesTheSameBytes(one.Cluster, one.Plan(), (_, _) => one.Plan());
}
