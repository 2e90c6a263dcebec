using System.Collections.Immutable;
using Rebalancer.Goals;
using Rebalancer.Model;

namespace Rebalancer.Testing.Generation;

/// <summary>Draws goals for a cloud, without limits but where said.</summary>
internal sealed class GoalDraw(Cluster cluster, SeededRandom random)
{
    /// <summary>Any kind of goal or a list of them, within limits; a kind that the cloud gives no use for is rare.</summary>
    public Goal Any()
    {
        Goal goal = random.Chance(0.25) ? List() : random.Chance(0.1) ? Waves() : Single();
        return goal with { Limits = LimitsDraw.Of(cluster, random) };
    }

    /// <summary>A drain of one host or two, with limits of the oldest kinds.</summary>
    public DrainGoal Drain() => new(HoldingHosts())
    {
        DisablesFirst = random.Chance(0.8),
        EnablesAfter = random.Chance(0.2),
        Limits = LimitsDraw.OfDrain(cluster, random),
    };

    /// <summary>An evacuation of hosts that are down where there are some.</summary>
    public EvacuateGoal Evacuate()
    {
        HostName[] down = Down();
        return new EvacuateGoal(down.Length > 0 && random.Chance(0.95) ? [.. down.Take(random.Between(1, 2))] : HoldingHosts())
        {
            AreFenced = random.Chance(0.6),
            DisablesFirst = random.Chance(0.7),
        };
    }

    /// <summary>A consolidation, by number or by weight.</summary>
    public ConsolidateGoal Consolidate() => new()
    {
        Hosts = random.Chance(0.6) ? [] : SomeHosts(),
        Weights = random.Chance(0.6)
            ? ImmutableSortedDictionary<HostName, long>.Empty
            : cluster.Hosts.Where(_ => random.Chance(0.7)).ToImmutableSortedDictionary(host => host.Name, _ => random.Pick(0L, 1L, 50L, 100L, 350L)),
    };

    /// <summary>A spread of any measure over hosts or failure domains.</summary>
    public SpreadGoal Spread() => new()
    {
        Hosts = random.Chance(0.7) ? [] : SomeHosts(),
        Measures = random.Chance(0.4) ? [] : Measures(),
        Means = random.Chance(0.3) ? SpreadMeans.Maximum : SpreadMeans.Squares,
        Across = random.Pick(FailureDomain.Host, FailureDomain.Host, FailureDomain.Rack, FailureDomain.Zone),
    };

    /// <summary>One wish or two; the cloud must have an instance.</summary>
    public LocalityGoal Locality() => new([.. Enumerable.Range(0, random.Between(1, 2)).Select(_ => Wish())]);

    /// <summary>Waves over some hosts or all.</summary>
    public WaveGoal Waves() => new(random.Chance(0.3) ? [.. cluster.Hosts.Select(host => host.Name)] : SomeHosts()) { Width = random.Pick(1, 1, 2, 3) };

    /// <summary>Two or three goals, in order or weighted.</summary>
    public GoalList List()
    {
        ImmutableArray<Goal> goals = [.. Enumerable.Range(0, random.Between(2, 3)).Select(_ => Single())];
        return new GoalList(goals) { Weights = random.Chance(0.7) ? [] : [.. goals.Select(_ => random.Pick(1.0, 2.0, 0.5, 10.0))] };
    }

    private Goal Single() => random.Below(10) switch
    {
        < 2 => Drain() with { IsUrgent = random.Chance(0.3), FirstToLeave = random.Chance(0.3) ? SomeInstances(2) : [], Limits = new PlanLimits() },
        < 4 when Down().Length > 0 || random.Chance(0.1) => Evacuate(),
        < 6 => Consolidate(),
        < 8 when !cluster.Instances.IsEmpty => Locality(),
        _ => Spread(),
    };

    /// <summary>One host or two, mostly such that hold instances.</summary>
    private ImmutableArray<HostName> HoldingHosts()
    {
        int[] order = random.Permutation(cluster.Hosts.Length);
        IEnumerable<int> preferred = random.Chance(0.9) ? order.OrderBy(host => cluster.InstancesOn(host).IsEmpty) : order;
        int count = Math.Min(cluster.Hosts.Length, random.Chance(0.25) ? 2 : 1);
        return [.. preferred.Take(count).Order().Select(host => cluster.Hosts[host].Name)];
    }

    /// <summary>Hosts that are down, those that hold instances first.</summary>
    private HostName[] Down() =>
    [
        .. Enumerable.Range(0, cluster.Hosts.Length)
            .Where(host => !cluster.Hosts[host].Service.IsUp)
            .OrderBy(host => cluster.InstancesOn(host).IsEmpty)
            .Select(host => cluster.Hosts[host].Name),
    ];

    private ImmutableArray<HostName> SomeHosts() =>
        [.. random.Permutation(cluster.Hosts.Length).Take(random.Between(1, cluster.Hosts.Length)).Order().Select(host => cluster.Hosts[host].Name)];

    private ImmutableArray<InstanceId> SomeInstances(int most) =>
        [.. random.Permutation(cluster.Instances.Length).Take(random.Between(1, most)).Select(instance => cluster.Instances[instance].Id)];

    private ImmutableArray<SpreadMeasure> Measures()
    {
        ResourceClass?[] known = [null, .. cluster.ResourceClasses.Select(known => (ResourceClass?)known)];
        return
        [
            .. random.Permutation(known.Length).Take(random.Between(1, 2)).Select(place => new SpreadMeasure(known[place], random.Pick(1.0, 1.0, 2.0, 0.5))),
        ];
    }

    private NearWish Wish()
    {
        ImmutableArray<string> racks = LimitsDraw.Racks(cluster);
        string[] zones = [.. Enumerable.Range(0, cluster.Hosts.Length).Select(cluster.ZoneOf).OfType<string>().Distinct()];
        NearWish wish = new() { Instances = SomeInstances(3), Weight = random.Pick(1, 1, 1, 3) };
        wish = random.Below(4) switch
        {
            0 when racks.Length > 0 => wish with { Racks = [racks[random.Below(racks.Length)]] },
            1 when zones.Length > 0 => wish with { Zones = [zones[random.Below(zones.Length)]] },
            2 => wish with { Others = SomeInstances(2) },
            _ => wish with { Hosts = [cluster.Hosts[random.Below(cluster.Hosts.Length)].Name] },
        };
        return random.Chance(0.2) ? wish with { Others = SomeInstances(2) } : wish;
    }
}
