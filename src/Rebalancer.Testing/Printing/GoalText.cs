using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Goals;
using Rebalancer.Model;

namespace Rebalancer.Testing.Printing;

/// <summary>A goal as one line, for the text of a case that failed.</summary>
public static class GoalText
{
    /// <summary>The line: what is asked for, then what differs from the default, then the limits.</summary>
    /// <param name="cluster">The cloud that has the names of the instances.</param>
    /// <param name="goal">The goal.</param>
    public static string Of(Cluster cluster, Goal goal)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(goal);
        string limits = Limits(cluster, goal.Limits);
        return limits.Length == 0 ? Parts(cluster, goal) : $"{Parts(cluster, goal)}; {limits}";
    }

    private static string Parts(Cluster cluster, Goal goal) => goal switch
    {
        DrainGoal drain => Joined(
            $"drain {Names(drain.Hosts)}",
            drain.IsUrgent ? "urgently" : "",
            drain.FirstToLeave.IsEmpty ? "" : $"first {Instances(cluster, drain.FirstToLeave)}",
            drain.DisablesFirst ? "" : "not disabled",
            drain.EnablesAfter ? "enabled after" : ""),
        EvacuateGoal evacuate => Joined(
            $"evacuate {Names(evacuate.Hosts)}", evacuate.AreFenced ? "fenced" : "", evacuate.DisablesFirst ? "" : "not disabled"),
        ConsolidateGoal consolidate => Joined(
            $"consolidate {Hosts(consolidate.Hosts)}",
            consolidate.Weights.IsEmpty ? "" : $"weights {Names(consolidate.Weights.Select(weight => $"{weight.Key}={weight.Value}"))}"),
        SpreadGoal spread => Joined(
            $"spread {Hosts(spread.Hosts)}",
            spread.Measures.IsEmpty ? "" : Names(spread.Measures.Select(measure => string.Create(CultureInfo.InvariantCulture, $"{measure.Class?.ToString() ?? "cpu-load"}={measure.Weight}"))),
            spread.Means == SpreadMeans.Squares ? "" : "the maximum",
            spread.Across == FailureDomain.Host ? "" : $"across {spread.Across}s"),
        LocalityGoal locality => $"locate {string.Join(" and ", locality.Wishes.Select(wish => Wish(cluster, wish)))}",
        WaveGoal waves => Joined($"empty {Names(waves.Hosts)} in waves", waves.Width == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"{waves.Width} at once")),
        GoalList list => string.Join(list.Weights.IsEmpty ? ", then " : ", and ", list.Goals.Select((single, place) =>
            (list.Weights.IsEmpty ? "" : string.Create(CultureInfo.InvariantCulture, $"{list.Weights[place]} x ")) + $"({Of(cluster, single)})")),
        _ => goal.ToString(),
    };

    private static string Wish(Cluster cluster, NearWish wish) => Joined(
        Instances(cluster, wish.Instances),
        wish.Hosts.IsEmpty ? "" : $"near hosts {Names(wish.Hosts)}",
        wish.Racks.IsEmpty ? "" : $"in racks {Names(wish.Racks)}",
        wish.Zones.IsEmpty ? "" : $"in zones {Names(wish.Zones)}",
        wish.Others.IsEmpty ? "" : $"near {Instances(cluster, wish.Others)}",
        wish.Weight == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"weight {wish.Weight}"));

    private static string Limits(Cluster cluster, PlanLimits limits)
    {
        PlanLimits none = new();
        static string Count(string before, long? count, string after) =>
            count is { } known ? string.Create(CultureInfo.InvariantCulture, $"{before} {known} {after}") : "";
        return Joined(
            Count("at most", limits.MaxMoves, "moves"),
            Count("at most", limits.MaxGiB, "GiB"),
            limits.InstancesLeftAlone.IsEmpty ? "" : $"without {Instances(cluster, limits.InstancesLeftAlone)}",
            limits.HostsLeftAlone.IsEmpty ? "" : $"without {Names(limits.HostsLeftAlone)}",
            limits.Kinds.SequenceEqual(none.Kinds) ? "" : $"only {Names(limits.Kinds)}",
            limits.Headroom > 0 ? string.Create(CultureInfo.InvariantCulture, $"headroom {limits.Headroom}") : "",
            limits.MaxOutOfHost == none.MaxOutOfHost ? "" : Count("at most", limits.MaxOutOfHost, "out of a host"),
            Count("at most", limits.MaxIntoHost, "into a host"),
            Count("at most", limits.MaxInAll, "in all"),
            limits.Survives.IsEmpty ? "" : $"survives {Names(limits.Survives)}",
            limits.SurvivesRacks.IsEmpty ? "" : $"survives racks {Names(limits.SurvivesRacks)}",
            Count("at most", limits.MaxDetours, "detours"),
            limits.Window is { } window ? $"within {window:c}" : "",
            limits.StartsAt is { } moment ? $"starts {moment:O}" : "");
    }

    private static string Instances(Cluster cluster, ImmutableArray<InstanceId> instances) => Names(instances.Select(instance => CloudTable.NameOf(cluster, instance)));

    private static string Hosts(IReadOnlyCollection<HostName> hosts) => hosts.Count == 0 ? "all" : Names(hosts);

    private static string Names<T>(IEnumerable<T> names) => string.Join(' ', names);

    private static string Joined(params string[] parts) => string.Join(", ", parts.Where(part => part.Length > 0));
}
