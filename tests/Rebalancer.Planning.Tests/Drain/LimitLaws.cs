using FsCheck.Xunit;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Planning.Tests.Oracle;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Tests.Drain;

/// <summary>Every plan stays within the limits of its goal.</summary>
[Properties(Arbitrary = [typeof(DrainCases)])]
public sealed class LimitLaws
{
    [Cases(150)]
    public void A_plan_moves_no_more_and_nobody_else_than_it_may(SmallDrain drain)
    {
        Cluster cluster = drain.Cluster;
        PlanLimits limits = drain.Goal.Limits;
        MoveStep[] moves = [.. drain.Plan().Steps.OfType<MoveStep>()];
        Assert.InRange(moves.Length, 0, limits.MaxMoves ?? int.MaxValue);
        Assert.InRange(moves.Sum(move => EstimateOf(cluster, move).Bytes), 0, limits.MaxGiB << 30 ?? long.MaxValue);
        Assert.All(moves, move =>
        {
            Assert.Contains(move.Kind, limits.Kinds);
            Assert.NotEqual(MoveKind.Evacuate, move.Kind);
            Assert.DoesNotContain(move.Instance, limits.InstancesLeftAlone);
            Assert.DoesNotContain(move.Destination, limits.HostsLeftAlone);
            Assert.DoesNotContain(move.Destination, drain.Goal.Hosts);
            Assert.True(drain.Goal.Hosts.Contains(move.Source) || !limits.HostsLeftAlone.Contains(move.Source));
            Fact<OwnerPolicy> owner = cluster.Instances[cluster.IndexOf(move.Instance)].Policy;
            Assert.True(!owner.IsKnown || owner.Value.NotBefore is not { } moment || limits.StartsAt >= moment);
        });
    }

    [Cases(150)]
    public void A_plan_leaves_the_headroom_on_every_host_where_somebody_ends(SmallDrain drain)
    {
        DrainGoal goal = drain.Goal with { Limits = drain.Goal.Limits with { Headroom = 0.2 } };
        Plan plan = Planner.Plan(drain.Cluster, goal, drain.Repeatable);
        PlanState final = StayTruth.FinalStateOf(drain.Cluster, plan);
        foreach (MoveStep move in plan.Steps.OfType<MoveStep>())
        {
            int instance = drain.Cluster.IndexOf(move.Instance);
            int host = drain.Cluster.IndexOf(move.Destination);
            if (final.HostOf(instance) != host)
            {
                continue; // The first half of a detour: headroom is for the end, and nobody stays here.
            }

            ReadOnlySpan<long> amounts = final.HeldBy(instance);
            for (int c = 0; c < amounts.Length; c++)
            {
                Assert.True(amounts[c] == 0 || final.Used(host, c) <= Math.Floor(final.ArrivalLimitOf(host, c, drain.Profile) * 0.8));
            }
        }
    }

    [Cases(100)]
    public void No_more_migrations_run_at_once_than_allowed(SmallDrain drain)
    {
        PlanLimits limits = drain.Goal.Limits with { MaxIntoHost = 1, MaxInAll = 2 };
        Plan plan = Planner.Plan(drain.Cluster, drain.Goal with { Limits = limits }, drain.Repeatable);
        PlanSchedule schedule = PlanSchedule.Of(drain.Cluster, limits, plan.Steps);
        Dictionary<int, StepTime> times = schedule.Steps.ToDictionary(time => time.Step);
        MoveStep[] moves = [.. plan.Steps.OfType<MoveStep>()];
        foreach (MoveStep move in moves)
        {
            MoveStep[] atOnce = [.. moves.Where(other => times[other.Id].Start <= times[move.Id].Start && times[other.Id].End > times[move.Id].Start)];
            Assert.InRange(atOnce.Length, 1, 2);
            Assert.Single(atOnce, other => other.Destination == move.Destination);
            int own = drain.Cluster.Hosts[drain.Cluster.IndexOf(move.Source)].Migration.MaxConcurrentLive.ValueOr(limits.MaxOutOfHost);
            Assert.True(own == 0 || atOnce.Count(other => other.Source == move.Source) <= own);
        }
    }

    private static MoveEstimate EstimateOf(Cluster cluster, MoveStep move) => MoveEstimate.Of(
        cluster, cluster.IndexOf(move.Instance), cluster.IndexOf(move.Source), cluster.IndexOf(move.Destination), move.Kind);
}
