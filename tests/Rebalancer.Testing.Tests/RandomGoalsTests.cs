using System.Collections.Immutable;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Snapshots;
using Rebalancer.Testing.Printing;

namespace Rebalancer.Testing.Tests;

public sealed class RandomGoalsTests
{
    [Cases(500, Arbitrary = [typeof(CloudArbitraries)])]
    public void Goals_name_only_what_the_cloud_has(TinyCloud cloud, int seed) => AssertFits(cloud.Cluster, RandomGoals.Goals(cloud.Cluster, seed));

    [Cases(100, Arbitrary = [typeof(CloudArbitraries)])]
    public void What_is_left_of_a_goal_on_a_smaller_cloud_fits_it(TinyCloud cloud, int seed)
    {
        Goal goal = RandomGoals.Goals(cloud.Cluster, seed);
        Assert.Equal(GoalJson.ToUtf8(goal), GoalJson.ToUtf8(Assert.IsType<Goal>(RandomGoals.Fitting(cloud.Cluster, goal), exactMatch: false)));
        foreach (Cluster smaller in Clouds.Shrink(cloud.Cluster).Take(20))
        {
            if (RandomGoals.Fitting(smaller, goal) is { } rest)
            {
                AssertFits(smaller, rest);
            }
        }
    }

    [Cases(300, Arbitrary = [typeof(CloudArbitraries)])]
    public void A_smaller_goal_fits_and_differs_and_shrinking_ends(TinyCloud cloud, int seed)
    {
        Goal goal = RandomGoals.Goals(cloud.Cluster, seed);
        foreach (Goal smaller in RandomGoals.Shrink(goal))
        {
            AssertFits(cloud.Cluster, smaller);
            Assert.NotEqual(GoalText.Of(cloud.Cluster, goal), GoalText.Of(cloud.Cluster, smaller));
        }

        int steps = 0;
        while (RandomGoals.Shrink(goal).LastOrDefault() is { } smaller)
        {
            goal = smaller;
            Assert.InRange(++steps, 1, 200);
        }

        Assert.Equal(new PlanLimits(), goal.Limits);
    }

    [Fact]
    public void A_list_that_always_fails_shrinks_to_one_plain_goal()
    {
        Goal goal = new GoalList([new SpreadGoal { Across = FailureDomain.Rack }, new DrainGoal([new HostName("a"), new HostName("b")])])
        {
            Weights = [1, 2],
            Limits = new PlanLimits { MaxMoves = 3, Survives = [new HostName("a")] },
        };
        while (RandomGoals.Shrink(goal).FirstOrDefault() is { } smaller)
        {
            goal = smaller;
        }

        Assert.Equal("spread all", GoalText.Of(Clouds.Generate(CloudShape.Tiny, 0), goal));
    }

    [Fact]
    public void Every_kind_of_goal_and_limit_occurs()
    {
        Goal[] goals = [.. Enumerable.Range(0, 3000).Select(seed => RandomGoals.Goals(Clouds.Generate(CloudShape.Tiny, seed), seed))];
        Goal[] singles = [.. goals.SelectMany(goal => goal is GoalList list ? [.. list.Goals] : new[] { goal })];
        Dictionary<string, int> counts = new()
        {
            ["list"] = goals.Count(goal => goal is GoalList),
            ["weighted list"] = goals.Count(goal => goal is GoalList { Weights.IsEmpty: false }),
            ["waves"] = goals.Count(goal => goal is WaveGoal),
            ["drain"] = singles.Count(goal => goal is DrainGoal),
            ["urgent drain"] = singles.Count(goal => goal is DrainGoal { IsUrgent: true }),
            ["first to leave"] = singles.Count(goal => goal is DrainGoal { FirstToLeave.IsEmpty: false }),
            ["fenced"] = singles.Count(goal => goal is EvacuateGoal { AreFenced: true }),
            ["consolidate"] = singles.Count(goal => goal is ConsolidateGoal),
            ["weights"] = singles.Count(goal => goal is ConsolidateGoal { Weights.IsEmpty: false }),
            ["measured load"] = singles.Count(goal => goal is SpreadGoal spread && spread.Measures.Any(measure => measure.Class is null)),
            ["maximum"] = singles.Count(goal => goal is SpreadGoal { Means: SpreadMeans.Maximum }),
            ["racks"] = singles.Count(goal => goal is SpreadGoal { Across: FailureDomain.Rack }),
            ["zones"] = singles.Count(goal => goal is SpreadGoal { Across: FailureDomain.Zone }),
            ["near a host"] = Wishes(singles).Count(wish => !wish.Hosts.IsEmpty),
            ["near each other"] = Wishes(singles).Count(wish => !wish.Others.IsEmpty),
            ["in a rack"] = Wishes(singles).Count(wish => !wish.Racks.IsEmpty),
            ["in a zone"] = Wishes(singles).Count(wish => !wish.Zones.IsEmpty),
            ["survives"] = goals.Count(goal => !goal.Limits.Survives.IsEmpty),
            ["survives a rack"] = goals.Count(goal => !goal.Limits.SurvivesRacks.IsEmpty),
            ["detours"] = goals.Count(goal => goal.Limits.MaxDetours is not null),
            ["window"] = goals.Count(goal => goal.Limits.Window is not null),
            ["moves"] = goals.Count(goal => goal.Limits.MaxMoves is not null),
            ["headroom"] = goals.Count(goal => goal.Limits.Headroom > 0),
            ["hosts left alone"] = goals.Count(goal => !goal.Limits.HostsLeftAlone.IsEmpty),
            ["instances left alone"] = goals.Count(goal => !goal.Limits.InstancesLeftAlone.IsEmpty),
        };
        Assert.All(counts, count => Assert.True(count.Value > 60, $"{count.Key}: {count.Value}"));
    }

    [Fact]
    public void Goals_of_one_text_are_one_goal()
    {
        Cluster cluster = Clouds.Generate(CloudShape.Small, 3);
        Dictionary<string, byte[]> seen = [];
        for (int seed = 0; seed < 2000; seed++)
        {
            Goal goal = RandomGoals.Goals(cluster, seed);
            byte[] json = GoalJson.ToUtf8(goal);
            Assert.Equal(json, seen.GetValueOrDefault(GoalText.Of(cluster, goal), json));
            seen[GoalText.Of(cluster, goal)] = json;
        }

        Assert.True(seen.Count > 1000, $"only {seen.Count} different goals");
    }

    [Fact]
    public void Many_clouds_have_a_failed_host_that_can_be_evacuated()
    {
        int failed = Enumerable.Range(0, 1000).Select(seed => Clouds.Generate(CloudShape.Tiny, seed)).Count(cluster =>
            cluster.Instances.Any(instance => cluster.Hosts[cluster.IndexOf(instance.Host)].Service is { IsUp: false } service && service.IsFenced == Fact.Given(true)));
        Assert.True(failed > 80, $"only {failed} of 1000");
        Cluster certain = Clouds.Generate(CloudShape.Tiny with { FailedHostShare = 1, Instances = CountRange.Exactly(5) }, 1);
        EvacuateGoal goal = RandomGoals.Evacuate(certain, 1);
        Assert.All(goal.Hosts, host => Assert.False(certain.Hosts[certain.IndexOf(host)].Service.IsUp));
    }

    [Fact]
    public void A_cloud_in_which_no_host_fails_is_the_cloud_of_its_seed_without_failures()
    {
        int same = 0;
        for (int seed = 0; seed < 200; seed++)
        {
            Cluster without = Clouds.Generate(CloudShape.Tiny with { OddityShare = 0, FailedHostShare = 0 }, seed);
            Cluster with = Clouds.Generate(CloudShape.Tiny with { OddityShare = 0 }, seed);
            int[] different = [.. Enumerable.Range(0, with.Hosts.Length).Where(host => with.Hosts[host].Service != without.Hosts[host].Service)];
            Assert.InRange(different.Length, 0, 1);
            if (different.Length == 0)
            {
                same++;
                Assert.Equal(ClusterJson.ToUtf8(without), ClusterJson.ToUtf8(with));
            }
        }

        Assert.InRange(same, 150, 199);
    }

    private static IEnumerable<NearWish> Wishes(Goal[] goals) => goals.OfType<LocalityGoal>().SelectMany(goal => goal.Wishes);

    private static void AssertFits(Cluster cluster, Goal goal)
    {
        Goal[] singles = goal is GoalList several ? [.. several.Goals] : [goal];
        Assert.NotEmpty(singles);
        Assert.True(goal is not GoalList list || list.Weights.IsEmpty || list.Weights.Length == singles.Length);
        Assert.All(singles.Where(_ => goal is GoalList), single => Assert.Equal(new PlanLimits(), single.Limits));
        Assert.All(singles, single => Assert.False(single is GoalList || (single is WaveGoal && goal is GoalList)));
        foreach (Goal single in singles)
        {
            (ImmutableArray<HostName> hosts, bool areNeeded) = single switch
            {
                DrainGoal drain => (drain.Hosts, true),
                EvacuateGoal evacuate => (evacuate.Hosts, true),
                WaveGoal waves => (waves.Hosts, true),
                ConsolidateGoal consolidate => (consolidate.Hosts.AddRange(consolidate.Weights.Keys), false),
                SpreadGoal spread => (spread.Hosts, false),
                LocalityGoal locality => ([.. locality.Wishes.SelectMany(wish => wish.Hosts)], false),
                _ => ([], true),
            };
            Assert.True(!areNeeded || !hosts.IsEmpty);
            AssertHosts(cluster, hosts);
            AssertInstances(cluster, single is DrainGoal { FirstToLeave: var first } ? first : []);
            Assert.All(single is SpreadGoal { Measures: var measures } ? measures : [], measure => Assert.True(measure.Class is not { } known || cluster.IndexOf(known) >= 0));
            Assert.All(Wishes([single]), wish =>
            {
                Assert.NotEmpty(wish.Instances);
                AssertInstances(cluster, wish.Instances.AddRange(wish.Others));
                Assert.False(wish is { Hosts.IsEmpty: true, Racks.IsEmpty: true, Zones.IsEmpty: true, Others.IsEmpty: true });
                Assert.All(wish.Racks, rack => Assert.Contains(cluster.Hosts, host => host.Labels.GetValueOrDefault("rack") == rack));
                Assert.All(wish.Zones, zone => Assert.Contains(Enumerable.Range(0, cluster.Hosts.Length), host => cluster.ZoneOf(host) == zone));
            });
        }

        AssertHosts(cluster, goal.Limits.HostsLeftAlone.AddRange(goal.Limits.Survives));
        AssertInstances(cluster, goal.Limits.InstancesLeftAlone);
    }

    private static void AssertHosts(Cluster cluster, ImmutableArray<HostName> hosts) => Assert.All(hosts, host => Assert.True(cluster.IndexOf(host) >= 0));

    private static void AssertInstances(Cluster cluster, ImmutableArray<InstanceId> instances) =>
        Assert.All(instances, instance => Assert.True(cluster.IndexOf(instance) >= 0));
}
