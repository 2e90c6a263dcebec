using System.Collections.Immutable;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Testing.Tests;

public sealed class RandomPlansTests
{
    [Cases(500, Arbitrary = [typeof(CloudArbitraries)])]
    public void Steps_are_well_formed(TinyPlan plan) => AssertWellFormed(plan.Cluster, plan.Steps);

    [Cases(100, Arbitrary = [typeof(CloudArbitraries)])]
    public void Shrunk_steps_are_well_formed_and_fewer(TinyPlan plan)
    {
        foreach (ImmutableArray<PlanStep> fewer in RandomPlans.Shrink(plan.Cluster, plan.Steps))
        {
            AssertWellFormed(plan.Cluster, fewer);
            Assert.True(SizeOf(fewer) < SizeOf(plan.Steps));
        }
    }

    [Cases(50, Arbitrary = [typeof(CloudArbitraries)])]
    public void Steps_on_a_shrunk_cloud_are_well_formed(TinyPlan plan)
    {
        foreach (Cluster smaller in Clouds.Shrink(plan.Cluster).Take(20))
        {
            AssertWellFormed(smaller, RandomPlans.Fitting(smaller, plan.Steps));
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_steps()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            Cluster cluster = Clouds.Generate(CloudShape.Tiny, seed);
            TinyPlan first = new(cluster, RandomPlans.Generate(cluster, seed));
            TinyPlan second = new(cluster, RandomPlans.Generate(cluster, seed));
            Assert.Equal(first.ToString(), second.ToString());
        }
    }

    [Fact]
    public void Plans_have_moves_of_every_kind_and_every_kind_of_step()
    {
        List<PlanStep> steps = [];
        for (int seed = 0; seed < 1000; seed++)
        {
            Cluster cluster = Clouds.Generate(CloudShape.Tiny, seed);
            steps.AddRange(RandomPlans.Generate(cluster, seed));
        }

        Assert.All(Enum.GetValues<MoveKind>(), kind => Assert.True(steps.OfType<MoveStep>().Count(move => move.Kind == kind) > 20, kind.ToString()));
        Assert.True(steps.OfType<ConfirmStep>().Count() > 20);
        Assert.True(steps.OfType<DisableStep>().Count() > 20);
        Assert.True(steps.OfType<EnableStep>().Count() > 5);
        Assert.True(steps.OfType<WaitStep>().Count() > 20);
        Assert.True(steps.OfType<MoveStep>().Count() > 1000);
    }

    [Cases(300, Arbitrary = [typeof(CloudArbitraries)])]
    public void Goals_name_one_or_two_hosts_of_the_cloud(TinyCloud cloud, int seed)
    {
        DrainGoal goal = RandomGoals.Drain(cloud.Cluster, seed);
        Assert.InRange(goal.Hosts.Length, 1, 2);
        Assert.Equal(goal.Hosts.Length, goal.Hosts.Distinct().Count());
        Assert.All(goal.Hosts, host => Assert.True(cloud.Cluster.IndexOf(host) >= 0));
        Assert.All(goal.Limits.InstancesLeftAlone, instance => Assert.True(cloud.Cluster.IndexOf(instance) >= 0));
        Assert.All(goal.Limits.HostsLeftAlone, host => Assert.True(cloud.Cluster.IndexOf(host) >= 0));
    }

    private static int SizeOf(ImmutableArray<PlanStep> steps) => steps.Sum(step => 100 + step.After.Length);

    private static void AssertWellFormed(Cluster cluster, ImmutableArray<PlanStep> steps)
    {
        HashSet<int> earlier = [];
        Dictionary<InstanceId, (HostName Host, int? Release)> where = cluster.Instances.ToDictionary(
            instance => instance.Id, instance => (instance.Host, (int?)0));
        foreach (PlanStep step in steps)
        {
            Assert.Equal(step.After.Order().Distinct(), step.After);
            Assert.All(step.After, edge => Assert.Contains(edge, earlier));
            Assert.True(earlier.Add(step.Id));
            if (step is MoveStep move)
            {
                (HostName host, int? release) = where[move.Instance];
                Assert.Equal(host, move.Source);
                Assert.NotEqual(move.Source, move.Destination);
                Assert.NotNull(release);
                Assert.True(release == 0 || move.After.Contains(release.Value));
                where[move.Instance] = (move.Destination, move.Kind is MoveKind.Live or MoveKind.BlockLive ? move.Id : null);
            }
            else if (step is ConfirmStep confirm)
            {
                MoveStep confirmed = Assert.IsType<MoveStep>(steps.Single(one => one.Id == confirm.Move));
                Assert.Equal((confirm.Instance, MoveKind.Cold), (confirmed.Instance, confirmed.Kind));
                Assert.Contains(confirm.Move, confirm.After);
                where[confirm.Instance] = (where[confirm.Instance].Host, confirm.Id);
            }
        }
    }
}
