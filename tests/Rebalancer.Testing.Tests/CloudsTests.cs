using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Plans;
using Rebalancer.Rules;
using Rebalancer.Snapshots;

namespace Rebalancer.Testing.Tests;

public sealed class CloudsTests
{
    /// <summary>Clouds whose records are all true and whose hosts are within their capacity.</summary>
    private static readonly ImmutableArray<CloudShape> Sound =
    [
        CloudShape.Tiny with { OverFullShare = 0, FaultShare = 0, UnknownShare = 0, OddityShare = 0, FeatureChance = 0.8 },
        CloudShape.Small with { OverFullShare = 0, FaultShare = 0, UnknownShare = 0, OddityShare = 0, FeatureChance = 0.8 },
    ];

    [Fact]
    public void Every_seed_of_a_tiny_cloud_gives_a_valid_cluster_of_its_size()
    {
        for (int seed = 0; seed < 3000; seed++)
        {
            Cluster cluster = Clouds.Generate(CloudShape.Tiny, seed);
            Assert.InRange(cluster.Hosts.Length, 2, 4);
            Assert.InRange(cluster.Instances.Length, 0, 5);
        }
    }

    [Fact]
    public void Every_seed_of_a_small_cloud_gives_a_valid_cluster_of_its_size()
    {
        for (int seed = 0; seed < 1500; seed++)
        {
            Cluster cluster = Clouds.Generate(CloudShape.Small, seed);
            Assert.InRange(cluster.Hosts.Length, 3, 8);
            Assert.InRange(cluster.Instances.Length, 0, 25);
        }
    }

    [Fact]
    public void Nearly_every_instance_of_a_tiny_cloud_finds_a_host()
    {
        CloudShape shape = CloudShape.Tiny with { Instances = CountRange.Exactly(5) };
        int placed = Enumerable.Range(0, 500).Sum(seed => Clouds.Generate(shape, seed).Instances.Length);
        Assert.InRange(placed, 2300, 2500);
    }

    [Fact]
    public void A_large_cloud_has_exactly_the_size_asked_for()
    {
        foreach ((int hosts, int instances) in new[] { (1, 3), (50, 400), (200, 2000) })
        {
            for (int seed = 0; seed < 5; seed++)
            {
                Cluster cluster = Clouds.Generate(CloudShape.Large(hosts, instances), seed);
                Assert.Equal((hosts, instances), (cluster.Hosts.Length, cluster.Instances.Length));
            }
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_cloud()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            byte[] first = ClusterJson.ToUtf8(Clouds.Generate(CloudShape.Small, seed));
            byte[] second = ClusterJson.ToUtf8(Clouds.Generate(CloudShape.Small, seed));
            Assert.Equal(first, second);
        }
    }

    [Fact]
    public void Different_seeds_give_different_clouds()
    {
        int different = Enumerable.Range(0, 100).Select(seed => new TinyCloud(Clouds.Generate(CloudShape.Tiny, seed)).ToString()).Distinct().Count();
        Assert.Equal(100, different);
    }

    [Fact]
    public void No_host_holds_more_than_its_capacity_where_none_is_to_be_over_full()
    {
        foreach (Cluster cluster in SoundClouds())
        {
            PlanState state = PlanState.Of(cluster);
            for (int host = 0; host < cluster.Hosts.Length; host++)
            {
                for (int resourceClass = 0; resourceClass < cluster.ResourceClasses.Length; resourceClass++)
                {
                    Assert.InRange(state.Used(host, resourceClass), 0, state.CapacityOf(host, resourceClass));
                }
            }
        }
    }

    [Fact]
    public void Instances_hold_what_they_ask_for()
    {
        foreach (Cluster cluster in SoundClouds())
        {
            foreach (Instance instance in cluster.Instances)
            {
                Host host = cluster.Hosts[cluster.IndexOf(instance.Host)];
                InstanceDemand demand = InstanceDemand.Of(instance, cluster.Options);
                Assert.Equal(demand.Request.AmountsOn(host, cluster.Options).AsEnumerable(), instance.Allocations.AsEnumerable());
                Assert.Equal(demand.Topology is not null, instance.Placement.IsKnown);
            }
        }
    }

    [Fact]
    public void No_two_instances_pin_one_host_cpu()
    {
        int pinned = 0;
        foreach (Cluster cluster in SoundClouds())
        {
            foreach (Host host in cluster.Hosts)
            {
                CpuSet taken = CpuSet.Empty;
                foreach (GuestPlacement placement in PlacementsOn(cluster, host.Name))
                {
                    foreach (CpuSet pins in placement.Cells.Select(cell => CpuSet.Of(cell.Pinning.Values).Union(cell.ReservedCpus)))
                    {
                        Assert.False(taken.Overlaps(pins), $"{host.Name} gives {pins} away twice:\n{new TinyCloud(cluster)}");
                        taken = taken.Union(pins);
                        pinned += pins.Count;
                    }
                }
            }
        }

        Assert.True(pinned > 1000, $"only {pinned} CPUs are pinned in all");
    }

    [Fact]
    public void No_host_gives_away_more_devices_than_it_has()
    {
        int taken = 0;
        foreach (Cluster cluster in SoundClouds())
        {
            PlanState state = PlanState.Of(cluster);
            for (int host = 0; host < cluster.Hosts.Length; host++)
            {
                if (state.CellsOf(host).Devices is { } devices)
                {
                    Assert.All(devices.Pools.Zip(devices.Used), pair => Assert.InRange(pair.Second, 0, pair.First.Total));
                    taken += devices.Used.Sum();
                }
            }
        }

        Assert.True(taken > 100, $"only {taken} devices are taken in all");
    }

    [Fact]
    public void Groups_keep_their_policy()
    {
        foreach (Cluster cluster in SoundClouds())
        {
            PlanState state = PlanState.Of(cluster);
            for (int group = 0; group < cluster.ServerGroups.Length; group++)
            {
                int[] members = [.. Enumerable.Range(0, cluster.Hosts.Length).Select(host => state.MembersOn(group, host))];
                ServerGroup of = cluster.ServerGroups[group];
                Assert.True(of.Policy != GroupPolicy.AntiAffinity || members.Max() <= of.MaxServerPerHost);
                Assert.True(of.Policy != GroupPolicy.Affinity || members.Count(count => count > 0) <= 1);
            }
        }
    }

    [Fact]
    public void A_move_in_flight_joins_two_hosts_and_the_instance_is_on_one_of_them()
    {
        int moves = 0;
        foreach (Cluster cluster in SoundClouds())
        {
            foreach (MoveInFlight move in cluster.MovesInFlight)
            {
                Instance instance = cluster.Instances[cluster.IndexOf(move.Instance)];
                bool hasArrived = move.AwaitsConfirm || move.Kind == InFlightKind.Evacuation;
                Assert.NotEqual(move.Source, move.Destination);
                Assert.Equal(hasArrived ? move.Destination : move.Source, instance.Host);
                Assert.Equal(move.AwaitsConfirm, instance.VmState == VmState.Resized);
                Assert.NotEmpty(move.OtherAllocations);
                moves++;
            }
        }

        Assert.True(moves > 100, $"only {moves} moves are in flight in all");
    }

    private static IEnumerable<Cluster> SoundClouds() => Sound.SelectMany(shape => Enumerable.Range(0, 400).Select(seed => Clouds.Generate(shape, seed)));

    private static IEnumerable<GuestPlacement> PlacementsOn(Cluster cluster, HostName host)
    {
        foreach (Instance instance in cluster.Instances)
        {
            if (instance.Host == host && instance.Placement.TryGet(out GuestPlacement? placement))
            {
                yield return placement;
            }
        }

        foreach (MoveInFlight move in cluster.MovesInFlight)
        {
            HostName at = cluster.Instances[cluster.IndexOf(move.Instance)].Host;
            if (at != host && (move.Source == host || move.Destination == host) && move.OtherPlacement.TryGet(out GuestPlacement? other))
            {
                yield return other;
            }
        }
    }
}
