using FsCheck.Xunit;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Planning.Tests.Oracle;
using Rebalancer.Plans;
using Rebalancer.Snapshots;
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
        PlanProof proof = PlanVerifier.Verify(one.Cluster, plan);
        Assert.True(proof.IsProven, string.Join('\n', proof.Violations));
        PlanLaws.AssumptionsHoldTogether(one.Cluster, plan);
        Assert.All(plan.Levels, level => Assert.InRange(level.Bound, 0, level.Value));
        HostName[] maintained = [.. plan.Steps.OfType<MaintainStep>().SelectMany(step => step.Hosts)];
        Assert.Equal(maintained.Distinct(), maintained);
        Assert.Equal(one.Goal.Limits.Survives.Distinct().Order(), one.Goal is WaveGoal ? one.Goal.Limits.Survives.Distinct().Order() : plan.Witnesses.Select(witness => witness.Host).Order());
    }

    [Cases(150)]
    public void A_plan_is_lean(SmallGoalCase one)
    {
        Plan plan = one.Plan();
        if (one.Goal is WaveGoal || !one.Goal.Limits.Survives.IsEmpty)
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
        Assert.Equal(PlanJson.ToUtf8(one.Plan()), PlanJson.ToUtf8(one.Plan()));
}
