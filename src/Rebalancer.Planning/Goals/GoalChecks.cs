using System.Collections.Immutable;
using Rebalancer.Goals;
using Rebalancer.Model;

namespace Rebalancer.Planning.Goals;

/// <summary>Finds what is wrong with a goal for a cluster.</summary>
internal sealed class GoalChecks
{
    private readonly Cluster cluster;
    private readonly List<string> wrong = [];

    private GoalChecks(Cluster cluster) => this.cluster = cluster;

    /// <summary>Everything that is wrong, each as part of a sentence.</summary>
    public static IReadOnlyList<string> Of(Cluster cluster, Goal goal)
    {
        GoalChecks checks = new(cluster);
        checks.Check(goal, isInList: false);
        return checks.wrong;
    }

    private void Check(Goal goal, bool isInList)
    {
        if (isInList && goal.Limits != new PlanLimits())
        {
            wrong.Add("a goal of a list has limits of its own; they belong to the list");
        }

        switch (goal)
        {
            case DrainGoal drain:
                CheckHosts(drain.Hosts, "a drain", isNeeded: true);
                CheckInstances(drain.FirstToLeave, "first to leave");
                break;
            case EvacuateGoal evacuate:
                CheckHosts(evacuate.Hosts, "an evacuation", isNeeded: true);
                break;
            case ConsolidateGoal consolidate:
                CheckHosts(consolidate.Hosts, "a consolidation", isNeeded: false);
                CheckHosts([.. consolidate.Weights.Keys], "a weight", isNeeded: false);
                wrong.AddRange(consolidate.Weights.Where(weight => weight.Value is < 0 or > MaxWeight).Select(weight => $"host '{weight.Key}' weighs {weight.Value}; it is 0 to {MaxWeight}"));
                break;
            case SpreadGoal spread:
                CheckHosts(spread.Hosts, "a spread", isNeeded: false);
                wrong.AddRange(spread.Measures.Where(measure => measure.Weight is not (> 0 and <= MaxWeight)).Select(measure => $"a measure weighs {measure.Weight}; it is more than 0 and at most {MaxWeight}"));
                wrong.AddRange(spread.Measures.Where(measure => measure.Class is { } known && cluster.IndexOf(known) < 0).Select(measure => $"no host has an inventory of {measure.Class}"));
                break;
            case LocalityGoal locality:
                Require(!locality.Wishes.IsDefaultOrEmpty, "a locality goal has at least one wish");
                foreach (NearWish wish in locality.Wishes.IsDefault ? [] : locality.Wishes)
                {
                    CheckWish(wish);
                }

                break;
            case WaveGoal waves:
                CheckHosts(waves.Hosts, "a goal of waves", isNeeded: true);
                Require(waves.Width >= 1, $"waves of {waves.Width} hosts; it is 1 or more");
                Require(!isInList, "waves are a goal by themselves, not one of a list");
                break;
            case GoalList list:
                Require(!isInList, "a list of goals holds no list");
                Require(!list.Goals.IsDefaultOrEmpty, "a list holds at least one goal");
                Require(list.Weights.IsDefaultOrEmpty || list.Weights.Length == list.Goals.Length, $"{list.Weights.Length} weights for {list.Goals.Length} goals");
                Require(list.Weights.IsDefaultOrEmpty || list.Weights.All(weight => weight is > 0 and <= MaxWeight), $"weights are more than 0 and at most {MaxWeight}");
                foreach (Goal single in isInList || list.Goals.IsDefault ? [] : list.Goals)
                {
                    Check(single, isInList: true);
                }

                break;
        }
    }

    /// <summary>Weights beyond it would leave no room for sums in 64 bits.</summary>
    private const int MaxWeight = 1_000_000;

    private void CheckWish(NearWish wish)
    {
        Require(!wish.Instances.IsDefaultOrEmpty, "a wish names at least one instance");
        Require(!(wish.Hosts.IsEmpty && wish.Racks.IsEmpty && wish.Zones.IsEmpty && wish.Others.IsEmpty), "a wish names something to be near");
        Require(wish.Weight is >= 1 and <= MaxWeight, $"a wish weighs {wish.Weight}; it is 1 to {MaxWeight}");
        CheckInstances(wish.Instances, "to be near something");
        CheckInstances(wish.Others, "to be near");
        CheckHosts(wish.Hosts, "a wish", isNeeded: false);
        Require(wish.Racks.All(rack => Domains.HasRack(cluster, rack)), $"no host has the label rack with {string.Join(" or ", wish.Racks)}");
        Require(wish.Zones.All(zone => Enumerable.Range(0, cluster.Hosts.Length).Any(host => cluster.ZoneOf(host) == zone)), $"no host is in the zone {string.Join(" or ", wish.Zones)}");
    }

    private void CheckHosts(ImmutableArray<HostName> hosts, string what, bool isNeeded)
    {
        Require(!isNeeded || !hosts.IsDefaultOrEmpty, $"{what} names at least one host");
        wrong.AddRange((hosts.IsDefault ? [] : hosts).Where(host => cluster.IndexOf(host) < 0).Select(host => $"host '{host}' is not in the cluster ({Nearby()})"));
    }

    private void CheckInstances(ImmutableArray<InstanceId> instances, string what) =>
        wrong.AddRange(instances.Where(instance => cluster.IndexOf(instance) < 0).Select(instance => $"instance '{instance}', {what}, is not in the cluster"));

    private void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            wrong.Add(otherwise);
        }
    }

    private string Nearby() =>
        cluster.Hosts.Length == 0 ? "it has no hosts" : "it has " + string.Join(", ", cluster.Hosts.Take(8).Select(host => host.Name)) + (cluster.Hosts.Length > 8 ? ", ..." : "");
}
