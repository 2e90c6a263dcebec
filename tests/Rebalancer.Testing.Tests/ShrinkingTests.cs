using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Testing.Shrinking;

namespace Rebalancer.Testing.Tests;

public sealed class ShrinkingTests
{
    [Fact]
    public void Every_step_of_shrinking_is_a_valid_and_smaller_cloud()
    {
        int steps = 0;
        for (int seed = 0; seed < 60; seed++)
        {
            Cluster cluster = Clouds.Generate(CloudShape.Tiny, seed);
            long weight = CloudWeight.Of(cluster.ToParts());
            foreach (Cluster smaller in Clouds.Shrink(cluster))
            {
                Assert.InRange(CloudWeight.Of(smaller.ToParts()), 0, weight - 1);
                Assert.All(smaller.Instances, instance => Assert.True(smaller.IndexOf(instance.Host) >= 0));
                Assert.NotNull(PlanState.Of(smaller));
                steps++;
            }
        }

        Assert.True(steps > 1000, $"only {steps} steps");
    }

    [Fact]
    public void A_case_that_always_fails_shrinks_to_one_empty_host()
    {
        Cluster smallest = Shrunk(Clouds.Generate(CloudShape.Small, 7), _ => true);
        Assert.Single(smallest.Hosts);
        Assert.Empty(smallest.Instances);
        Assert.Empty(smallest.ServerGroups);
        Assert.Empty(smallest.Aggregates);
    }

    [Fact]
    public void A_case_about_pinning_shrinks_to_one_pinned_instance_on_one_host()
    {
        static bool HasPinned(Cluster cluster) => cluster.Instances.Any(instance => instance.Flavor.ExtraSpecs.GetValueOrDefault("hw:cpu_policy") == "dedicated");

        foreach (Cluster cluster in Enumerable.Range(0, 60).Select(seed => Clouds.Generate(CloudShape.Small, seed)).Where(HasPinned).Take(5))
        {
            Cluster smallest = Shrunk(cluster, HasPinned);
            Assert.Single(smallest.Hosts);
            Instance instance = Assert.Single(smallest.Instances);
            Assert.Equal(["hw:cpu_policy"], instance.Flavor.ExtraSpecs.Keys);
            Assert.Equal(1, instance.Flavor.Vcpus);
            Assert.Empty(smallest.MovesInFlight);
        }
    }

    [Fact]
    public void A_case_about_a_move_in_flight_keeps_both_of_its_hosts()
    {
        static bool HasMove(Cluster cluster) => !cluster.MovesInFlight.IsEmpty;

        Cluster found = Enumerable.Range(0, 100).Select(seed => Clouds.Generate(CloudShape.Small, seed)).First(HasMove);
        Cluster smallest = Shrunk(found, HasMove);
        Assert.Equal(2, smallest.Hosts.Length);
        Assert.Single(smallest.Instances);
        Assert.Single(smallest.MovesInFlight);
    }

    private static Cluster Shrunk(Cluster cluster, Func<Cluster, bool> fails)
    {
        while (Clouds.Shrink(cluster).FirstOrDefault(fails) is { } smaller)
        {
            cluster = smaller;
        }

        return cluster;
    }
}
