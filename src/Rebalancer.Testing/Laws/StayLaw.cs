using System.Collections.Immutable;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Testing.Laws;

/// <summary>Holds what a drain says about those who stay against the rules in the state it ends in.</summary>
internal sealed class StayLaw
{
    private readonly Cluster cluster;
    private readonly Plan plan;
    private readonly DrainGoal goal;
    private readonly PlanState final;

    public StayLaw(Cluster cluster, Plan plan, DrainGoal goal)
    {
        this.cluster = cluster;
        this.plan = plan;
        this.goal = goal;
        final = PlanState.Of(cluster);
        foreach (MoveStep move in plan.Steps.OfType<MoveStep>())
        {
            final.Claim(cluster.IndexOf(move.Instance), cluster.IndexOf(move.Destination));
            final.Release(cluster.IndexOf(move.Instance));
        }
    }

    /// <summary>One line per instance that stays without being named, or is named without staying.</summary>
    public IEnumerable<string> Misnamed()
    {
        HashSet<InstanceId> staying = [.. cluster.Instances.Where(HoldsDrainedHost).Select(instance => instance.Id)];
        HashSet<InstanceId> named = [.. plan.LeftBehind.Select(left => left.Instance)];
        return staying.Except(named).Select(instance => $"{instance} stays and is not named.")
            .Concat(named.Except(staying).Select(instance => $"{instance} is named and does not stay."));
    }

    /// <summary>One line per reason that is not true, or instance without a reason.</summary>
    public IEnumerable<string> Untrue()
    {
        foreach (LeftBehind left in plan.LeftBehind)
        {
            if (left.Reasons.IsEmpty)
            {
                yield return $"{left.Instance} stays without a reason.";
            }

            if (!goal.Hosts.Contains(left.Host) || cluster.IndexOf(left.Instance) < 0)
            {
                yield return $"{left.Instance} is no instance on a host to be emptied, {left.Host}.";
                continue;
            }

            foreach (StayReason reason in left.Reasons.Where(reason => !IsTrue(left, reason)))
            {
                yield return $"{left.Instance} does not stay because of {reason.Code} ({string.Join(' ', reason.Hosts)}).";
            }
        }
    }

    private bool HoldsDrainedHost(Instance instance) =>
        goal.Hosts.Contains(cluster.Hosts[final.HostOf(cluster.IndexOf(instance.Id))].Name)
        || cluster.MovesInFlight.Any(move => move.Instance == instance.Id && (goal.Hosts.Contains(move.Source) || (move.Destination is { } to && goal.Hosts.Contains(to))));

    private IEnumerable<HostName> Destinations(HostName source) => cluster.Hosts.Select(host => host.Name)
        .Where(host => host != source && !goal.Hosts.Contains(host) && !goal.Limits.HostsLeftAlone.Contains(host));

    private bool IsTrue(LeftBehind left, StayReason reason)
    {
        Instance instance = cluster.Instances[cluster.IndexOf(left.Instance)];
        ImmutableArray<HostName> hosts = reason.Hosts.IsEmpty ? [.. Destinations(left.Host)] : reason.Hosts;
        return reason.Code switch
        {
            "nova.unconfirmed" => cluster.MovesInFlight.Any(move => move.Instance == left.Instance && move.AwaitsConfirm),
            "nova.in-flight" => cluster.MovesInFlight.Any(move => move.Instance == left.Instance && !move.AwaitsConfirm),
            "limit.left-alone" => goal.Limits.InstancesLeftAlone.Contains(left.Instance),
            "limit.no-destination" => hosts.IsEmpty,
            "limit.max-moves" => plan.Steps.OfType<MoveStep>().Count() == goal.Limits.MaxMoves,
            "limit.max-gib" => goal.Limits.MaxGiB is not null,
            "limit.window" => goal.Limits.Window is not null,
            "policy.not-before" => instance.Policy.IsKnown && instance.Policy.Value.NotBefore is { } moment && !(goal.Limits.StartsAt >= moment),
            "limit.together" => left.Proof != StayProof.CannotMove && left.Reasons.Length == 1,
            "limit.headroom" => hosts.All(host => LacksHeadroom(instance, host)),
            _ => hosts.All(host => IsRefused(instance, host, reason.Code)),
        };
    }

    private bool LacksHeadroom(Instance instance, HostName host)
    {
        int to = cluster.IndexOf(host);
        ReadOnlySpan<long> amounts = to < 0 ? [] : final.AmountsOn(cluster.IndexOf(instance.Id), to);
        for (int c = 0; c < amounts.Length; c++)
        {
            if (amounts[c] > 0 && final.Used(to, c) + amounts[c] > Math.Floor(final.ArrivalLimitOf(to, c, plan.Profile) * (1 - goal.Limits.Headroom)))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsRefused(Instance instance, HostName host, string code) => cluster.IndexOf(host) is >= 0 and var to && goal.Limits.Kinds.Any(kind =>
        MigrationRules.Check(final, cluster.IndexOf(instance.Id), to, kind, plan.Profile).Refusals.Any(refusal => refusal.Code == code));
}
