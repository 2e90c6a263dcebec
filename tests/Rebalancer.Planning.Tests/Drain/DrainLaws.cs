using System.Collections.Immutable;
using FsCheck.Xunit;
using Rebalancer.Findings;
using Rebalancer.Model;
using Rebalancer.Planning.Tests.Oracle;
using Rebalancer.Plans;
using Rebalancer.Rules;
using Rebalancer.Snapshots;

namespace Rebalancer.Planning.Tests.Drain;

/// <summary>What holds for every drain of every cloud. REBALANCER_CASES multiplies the number of cases, e.g. 50 for a long run.</summary>
[Properties(Arbitrary = [typeof(DrainCases)])]
public sealed class DrainLaws
{
    private static readonly PlanningOptions Repeatable = new() { TimeLimit = null, WorkLimit = 20 };

    [Property(MaxTest = 700)]
    public void Every_plan_of_a_small_cloud_is_proven_and_explains_who_stays(SmallDrain drain)
    {
        Plan plan = Planner.Plan(drain.Cluster, drain.Goal, drain.Options(Repeatable));
        PlanProof proof = PlanVerifier.Verify(drain.Cluster, plan);
        Assert.True(proof.IsProven, string.Join('\n', proof.Violations));
        AssertReasonsAreTrue(drain, plan);
        Assert.All(plan.Levels, level => Assert.InRange(level.Bound, 0, level.Value));
    }

    [Property(MaxTest = 1500)]
    public void No_placement_and_order_of_a_tiny_cloud_beats_the_plan(TinyDrain drain)
    {
        Plan plan = Planner.Plan(drain.Cluster, drain.Goal, drain.Options(Repeatable));
        BruteForce brute = BruteForce.Run(drain.Cluster, drain.Goal, drain.Profile);
        long[] reached = [.. plan.Levels.Take(4).Select(level => (long)level.Value)];
        long[] bounds = [.. plan.Levels.Take(4).Select(level => (long)level.Bound)];
        Assert.True(brute.GaveUp || brute.Best.AsSpan().SequenceEqual(reached), $"brute force reaches {string.Join('/', brute.Best)}, the plan {string.Join('/', reached)}");
        Assert.True(bounds.AsSpan().SequenceCompareTo(brute.Best) <= 0, $"the bound {string.Join('/', bounds)} is above {string.Join('/', brute.Best)}");
    }

    [Property(MaxTest = 150)]
    public void Planning_twice_gives_the_same_bytes(SmallDrain drain)
    {
        byte[] first = PlanJson.ToUtf8(Planner.Plan(drain.Cluster, drain.Goal, drain.Options(Repeatable)));
        byte[] second = PlanJson.ToUtf8(Planner.Plan(drain.Cluster, drain.Goal, drain.Options(Repeatable)));
        Assert.Equal(first, second);
        Checked<Plan> read = PlanJson.Read(first);
        Assert.Equal(first, PlanJson.ToUtf8(read.OrThrow()));
    }

    [Property(MaxTest = 300)]
    public void A_plan_has_no_dependency_that_it_does_not_need(TinyDrain drain)
    {
        Plan plan = Planner.Plan(drain.Cluster, drain.Goal, drain.Options(Repeatable));
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

    private static void AssertReasonsAreTrue(DrainCase drain, Plan plan)
    {
        PlanState final = PlanState.Of(drain.Cluster);
        foreach (MoveStep move in plan.Steps.OfType<MoveStep>())
        {
            final.Claim(drain.Cluster.IndexOf(move.Instance), drain.Cluster.IndexOf(move.Destination));
            final.Release(drain.Cluster.IndexOf(move.Instance));
        }

        HashSet<InstanceId> moved = [.. plan.Steps.OfType<MoveStep>().Select(move => move.Instance)];
        IEnumerable<InstanceId> staying = drain.Cluster.Instances
            .Where(instance => drain.Goal.Hosts.Contains(instance.Host) && !moved.Contains(instance.Id)).Select(instance => instance.Id);
        Assert.Equal(staying.Order(), plan.LeftBehind.Select(left => left.Instance).Order());
        foreach (LeftBehind left in plan.LeftBehind)
        {
            Assert.NotEmpty(left.Reasons);
            foreach (StayReason reason in left.Reasons.Where(reason => !reason.Code.StartsWith("limit.", StringComparison.Ordinal) && reason.Code != "policy.not-before"))
            {
                ImmutableArray<HostName> hosts = reason.Hosts.IsEmpty ? [.. Destinations(drain, left.Host)] : reason.Hosts;
                Assert.All(hosts, host => Assert.Contains(drain.Goal.Limits.Kinds, kind =>
                    MigrationRules.Check(final, drain.Cluster.IndexOf(left.Instance), drain.Cluster.IndexOf(host), kind, drain.Profile)
                        .Refusals.Any(refusal => refusal.Code == reason.Code)));
            }
        }
    }

    private static IEnumerable<HostName> Destinations(DrainCase drain, HostName source) =>
        drain.Cluster.Hosts.Select(host => host.Name)
            .Where(host => host != source && !drain.Goal.Hosts.Contains(host) && !drain.Goal.Limits.HostsLeftAlone.Contains(host));
}
