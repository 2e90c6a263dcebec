using FsCheck.Xunit;
using Rebalancer.Goals;
using Rebalancer.Plans;

namespace Rebalancer.Planning.Tests.Drain;

/// <summary>Limits that the plan alone does not show to be kept.</summary>
[Properties(Arbitrary = [typeof(DrainCases)])]
public sealed class LimitLaws
{
    [Cases(150)]
    public void A_plan_leaves_the_headroom_on_every_host_where_somebody_ends(SmallDrain drain)
    {
        DrainGoal goal = drain.Goal with { Limits = drain.Goal.Limits with { Headroom = 0.2 } };
        Plan plan = Planner.Plan(drain.Cluster, goal, drain.Repeatable);
        PlanState final = PlanState.Of(drain.Cluster);
        MoveStep[] moves = [.. plan.Steps.OfType<MoveStep>()];
        foreach (MoveStep move in moves)
        {
            final.Claim(drain.Cluster.IndexOf(move.Instance), drain.Cluster.IndexOf(move.Destination));
            final.Release(drain.Cluster.IndexOf(move.Instance));
        }

        foreach (MoveStep move in moves)
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
}
