using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Tests.Recorded;

/// <summary>Rolling maintenance of all hosts of the cloud recorded from a real Nova.</summary>
public sealed class RecordedWavesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Waves_empty_each_host_once_but_the_one_whose_affinity_group_cannot_leave(int width)
    {
        Cluster cluster = RecordedClouds.Of("recorded");
        WaveGoal goal = new([.. cluster.Hosts.Select(host => host.Name)]) { Width = width };
        Plan plan = Planner.Plan(cluster, goal, new PlanningOptions { TimeLimit = null, WorkLimit = 2, Profile = Profile.PlainNova, FindsRelaxations = false }, cancellation: TestContext.Current.CancellationToken);
        Assert.True(PlanVerifier.Verify(cluster, plan).IsProven);
        Assert.Equal(PlanOutcome.Partial, plan.Outcome);
        Assert.All(plan.LeftBehind, left => Assert.Equal((new HostName("compute6"), StayProof.CannotMove), (left.Host, left.Proof)));
        Assert.Equal(["pair-1", "pair-2"], plan.LeftBehind.Select(left => cluster.Instances[cluster.IndexOf(left.Instance)].Name).Order(StringComparer.Ordinal));

        PlanState state = PlanState.Of(cluster);
        List<HostName> emptied = [];
        foreach (PlanStep step in plan.Steps)
        {
            if (step is MoveStep move)
            {
                state.Claim(cluster.IndexOf(move.Instance), cluster.IndexOf(move.Destination));
                state.Release(cluster.IndexOf(move.Instance));
            }
            else if (step is MaintainStep maintain)
            {
                Assert.InRange(maintain.Hosts.Length, 1, width);
                emptied.AddRange(maintain.Hosts);
                Assert.DoesNotContain(Enumerable.Range(0, cluster.Instances.Length), instance => maintain.Hosts.Contains(cluster.Hosts[state.HostOf(instance)].Name));
            }
        }

        Assert.Equal(cluster.Hosts.Select(host => host.Name).Where(host => host != new HostName("compute6")).Order(), emptied.Order());
    }
}
