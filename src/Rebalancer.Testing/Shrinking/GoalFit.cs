using System.Collections.Immutable;
using Rebalancer.Goals;
using Rebalancer.Model;

namespace Rebalancer.Testing.Shrinking;

/// <summary>Takes out of a goal what a cloud no longer has.</summary>
internal sealed class GoalFit
{
    private readonly Cluster cluster;
    private readonly HashSet<string> racks;
    private readonly HashSet<string> zones;

    private GoalFit(Cluster cluster)
    {
        this.cluster = cluster;
        racks = [.. cluster.Hosts.Select(host => host.Rack).OfType<string>()];
        zones = [.. Enumerable.Range(0, cluster.Hosts.Length).Select(cluster.ZoneOf).OfType<string>()];
    }

    /// <summary>The rest of the goal, or <c>null</c> where there is none.</summary>
    public static Goal? Of(Cluster cluster, Goal goal)
    {
        GoalFit fit = new(cluster);
        Goal? rest = fit.Rest(goal);
        return rest is null ? null : rest with { Limits = fit.Rest(goal.Limits) };
    }

    private Goal? Rest(Goal goal) => goal switch
    {
        DrainGoal drain when Known(drain.Hosts) is { IsEmpty: false } hosts => drain with { Hosts = hosts, FirstToLeave = Known(drain.FirstToLeave) },
        EvacuateGoal evacuate when Known(evacuate.Hosts) is { IsEmpty: false } hosts => evacuate with { Hosts = hosts },
        WaveGoal waves when Known(waves.Hosts) is { IsEmpty: false } hosts => waves with { Hosts = hosts },
        ConsolidateGoal consolidate => consolidate with
        {
            Hosts = Known(consolidate.Hosts),
            Weights = consolidate.Weights.RemoveRange(consolidate.Weights.Keys.Where(host => cluster.IndexOf(host) < 0)),
        },
        SpreadGoal spread => spread with
        {
            Hosts = Known(spread.Hosts),
            Measures = [.. spread.Measures.Where(measure => measure.Class is not { } resourceClass || cluster.IndexOf(resourceClass) >= 0)],
        },
        LocalityGoal locality when locality.Wishes.Select(Rest).OfType<NearWish>().ToArray() is { Length: > 0 } wishes => locality with { Wishes = [.. wishes] },
        GoalList list => Rest(list),
        _ => null,
    };

    private GoalList? Rest(GoalList list)
    {
        (Goal? Goal, double? Weight)[] rests = [.. list.Goals.Select((goal, place) => (Rest(goal), list.Weights.IsEmpty ? (double?)null : list.Weights[place])).Where(rest => rest.Item1 is not null)];
        return rests.Length == 0
            ? null
            : list with { Goals = [.. rests.Select(rest => rest.Goal!)], Weights = [.. rests.Select(rest => rest.Weight).OfType<double>()] };
    }

    private NearWish? Rest(NearWish wish)
    {
        NearWish rest = wish with
        {
            Instances = Known(wish.Instances),
            Hosts = Known(wish.Hosts),
            Racks = wish.Racks.RemoveAll(rack => !racks.Contains(rack)),
            Zones = wish.Zones.RemoveAll(zone => !zones.Contains(zone)),
            Others = Known(wish.Others),
        };
        return rest.Instances.IsEmpty || rest is { Hosts.IsEmpty: true, Racks.IsEmpty: true, Zones.IsEmpty: true, Others.IsEmpty: true } ? null : rest;
    }

    private PlanLimits Rest(PlanLimits limits) => limits with
    {
        InstancesLeftAlone = Known(limits.InstancesLeftAlone),
        HostsLeftAlone = Known(limits.HostsLeftAlone),
        Survives = Known(limits.Survives),
        SurvivesRacks = limits.SurvivesRacks.RemoveAll(rack => !racks.Contains(rack)),
    };

    private ImmutableArray<HostName> Known(ImmutableArray<HostName> hosts) => hosts.RemoveAll(host => cluster.IndexOf(host) < 0);

    private ImmutableArray<InstanceId> Known(ImmutableArray<InstanceId> instances) => instances.RemoveAll(instance => cluster.IndexOf(instance) < 0);
}
