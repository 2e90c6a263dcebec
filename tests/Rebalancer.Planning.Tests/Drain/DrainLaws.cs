using FsCheck.Xunit;
using Rebalancer.Findings;
using Rebalancer.Planning.Tests.Oracle;
using Rebalancer.Plans;
using Rebalancer.Snapshots;
using Rebalancer.Testing.Laws;

namespace Rebalancer.Planning.Tests.Drain;

/// <summary>What holds for every drain of every cloud.</summary>
[Properties(Arbitrary = [typeof(DrainCases)])]
public sealed class DrainLaws
{
    [Cases(700)]
    public void Every_plan_of_a_small_cloud_is_proven_and_explains_who_stays(SmallDrain drain)
    {
        Plan plan = drain.Plan();
        PlanProof proof = PlanVerifier.Verify(drain.Cluster, plan);
        Assert.True(proof.IsProven, string.Join('\n', proof.Violations));
        StayTruth.Assert(drain.Cluster, drain.Goal, drain.Profile, plan);
        PlanLaws.AssumptionsHoldTogether(drain.Cluster, plan);
        Assert.All(plan.Levels, level => Assert.InRange(level.Bound, 0, level.Value));
    }

    [Cases(100)]
    public void Planning_twice_gives_the_same_bytes(SmallDrain drain)
    {
        byte[] first = PlanJson.ToUtf8(drain.Plan());
        byte[] second = PlanJson.ToUtf8(drain.Plan());
        Assert.Equal(first, second);
        Checked<Plan> read = PlanJson.Read(first);
        Assert.Equal(first, PlanJson.ToUtf8(read.OrThrow()));
    }

    [Cases(300)]
    public void A_plan_has_no_dependency_that_it_does_not_need(TinyDrain drain)
    {
        Plan plan = drain.Plan();
        HashSet<int> services = [.. plan.Steps.Where(step => step is DisableStep or EnableStep).Select(step => step.Id)];
        foreach (PlanStep step in plan.Steps.Where(step => step is MoveStep))
        {
            foreach (int needed in step.After.Where(id => !services.Contains(id)))
            {
                Plan looser = plan with { Steps = plan.Steps.Replace(step, step with { After = step.After.Remove(needed) }) };
                Assert.False(PlanVerifier.Verify(drain.Cluster, looser).IsProven, $"step {step.Id} need not wait for step {needed}");
            }
        }
    }
}
