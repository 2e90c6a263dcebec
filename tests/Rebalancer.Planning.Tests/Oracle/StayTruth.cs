using System.Collections.Immutable;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Tests.Oracle;

/// <summary>Holds what a plan says about those who stay against the rules in the state the plan ends in.</summary>
internal sealed class StayTruth
{
    private readonly Cluster cluster;
    private readonly DrainGoal goal;
    private readonly Profile profile;
    private readonly Plan plan;
    private readonly PlanState final;

    private StayTruth(Cluster cluster, DrainGoal goal, Profile profile, Plan plan)
    {
        this.cluster = cluster;
        this.goal = goal;
        this.profile = profile;
        this.plan = plan;
        final = FinalStateOf(cluster, plan);
    }

    /// <summary>Exactly those are left behind who still hold a drained host, and every reason given for them is true.</summary>
    public static void Assert(Cluster cluster, DrainGoal goal, Profile profile, Plan plan)
    {
        StayTruth truth = new(cluster, goal, profile, plan);
        Xunit.Assert.Equal(truth.Staying().Order(), plan.LeftBehind.Select(left => left.Instance).Order());
        foreach (LeftBehind left in plan.LeftBehind)
        {
            Xunit.Assert.NotEmpty(left.Reasons);
            Xunit.Assert.Contains(left.Host, goal.Hosts);
            foreach (StayReason reason in left.Reasons)
            {
                Xunit.Assert.True(truth.IsTrue(left, reason), $"{left.Instance} does not stay because of {reason.Code} ({string.Join(' ', reason.Hosts)})");
            }
        }
    }

    /// <summary>The state after all moves, one after the other in an order the dependencies allow.</summary>
    public static PlanState FinalStateOf(Cluster cluster, Plan plan)
    {
        PlanState state = PlanState.Of(cluster);
        foreach (MoveStep move in plan.Steps.OfType<MoveStep>())
        {
            state.Claim(cluster.IndexOf(move.Instance), cluster.IndexOf(move.Destination));
            state.Release(cluster.IndexOf(move.Instance));
        }

        return state;
    }

    /// <summary>Hosts that a goal to drain lets an instance go to.</summary>
    public static IEnumerable<HostName> Destinations(Cluster cluster, DrainGoal goal, HostName source) =>
        cluster.Hosts.Select(host => host.Name)
            .Where(host => host != source && !goal.Hosts.Contains(host) && !goal.Limits.HostsLeftAlone.Contains(host));

    private IEnumerable<InstanceId> Staying()
    {
        HashSet<InstanceId> moved = [.. plan.Steps.OfType<MoveStep>().Select(move => move.Instance)];
        return cluster.Instances.Where(instance => !moved.Contains(instance.Id) && HoldsDrainedHost(cluster, goal, instance)).Select(instance => instance.Id);
    }

    /// <summary>Whether an instance or its migration in flight holds a host that is to be emptied.</summary>
    public static bool HoldsDrainedHost(Cluster cluster, DrainGoal goal, Instance instance) =>
        goal.Hosts.Contains(instance.Host)
        || cluster.MovesInFlight.Any(move => move.Instance == instance.Id && (goal.Hosts.Contains(move.Source) || (move.Destination is { } to && goal.Hosts.Contains(to))));

    private bool IsTrue(LeftBehind left, StayReason reason)
    {
        Instance instance = cluster.Instances[cluster.IndexOf(left.Instance)];
        int moves = plan.Steps.OfType<MoveStep>().Count();
        ImmutableArray<HostName> hosts = reason.Hosts.IsEmpty ? [.. Destinations(cluster, goal, left.Host)] : reason.Hosts;
        return reason.Code switch
        {
            "nova.unconfirmed" => cluster.MovesInFlight.Any(move => move.Instance == left.Instance && move.AwaitsConfirm),
            "nova.in-flight" => cluster.MovesInFlight.Any(move => move.Instance == left.Instance && !move.AwaitsConfirm),
            "limit.left-alone" => goal.Limits.InstancesLeftAlone.Contains(left.Instance),
            "limit.no-destination" => hosts.IsEmpty,
            "limit.max-moves" => moves == goal.Limits.MaxMoves,
            "limit.max-gib" => goal.Limits.MaxGiB is not null,
            "policy.not-before" => instance.Policy.Value.NotBefore is { } moment && !(goal.Limits.StartsAt >= moment),
            "limit.together" => left.Proof != StayProof.CannotMove && left.Reasons.Length == 1,
            "limit.headroom" => hosts.All(host => LacksHeadroom(instance, host)),
            _ => hosts.All(host => IsRefused(instance, host, reason.Code)),
        };
    }

    private bool LacksHeadroom(Instance instance, HostName host)
    {
        int to = cluster.IndexOf(host);
        ReadOnlySpan<long> amounts = final.AmountsOn(cluster.IndexOf(instance.Id), to);
        for (int c = 0; c < amounts.Length; c++)
        {
            if (amounts[c] > 0 && final.Used(to, c) + amounts[c] > Math.Floor(final.ArrivalLimitOf(to, c, profile) * (1 - goal.Limits.Headroom)))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsRefused(Instance instance, HostName host, string code) => goal.Limits.Kinds.Any(kind =>
        MigrationRules.Check(final, cluster.IndexOf(instance.Id), cluster.IndexOf(host), kind, profile).Refusals.Any(refusal => refusal.Code == code));
}
