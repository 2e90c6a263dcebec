using System.Collections.Immutable;
using Rebalancer.Model;

namespace Rebalancer.Plans.Verification;

/// <summary>A member of a strict affinity group arrives only where another member is settled for certain, in every order.</summary>
/// <remarks>The mirror of capacity: settled members at their fewest, where a departure forces the arrivals it comes after.</remarks>
internal static class AffinityLaw
{
    public static void Check(ResolvedPlan plan, HostEvents events, ImmutableArray<PlanViolation>.Builder violations)
    {
        foreach (ResolvedMove arrival in events.Arrivals)
        {
            foreach (int group in plan.Cluster.GroupsOf(arrival.Instance))
            {
                if (plan.Start.RequiresCompany(group) && FindLack(plan, events, group, arrival) is { } prefix)
                {
                    ServerGroup read = plan.Cluster.ServerGroups[group];
                    violations.Add(new PlanViolation(
                        "plan.affinity",
                        $"Host {plan.Cluster.Hosts[events.Host].Name} need not hold a settled member of the affinity group {(read.Name.Length > 0 ? read.Name : read.Id)} when {Wording.NameOf(plan.Cluster, arrival.Instance)} arrives.",
                        plan.Steps[arrival.Step].Id,
                        prefix.ToEvents()));
                }
            }
        }
    }

    private static Prefix? FindLack(ResolvedPlan plan, HostEvents events, int group, ResolvedMove arrival)
    {
        bool IsMember(int instance) => plan.Cluster.GroupsOf(instance).Contains(group);
        List<int> departures = [.. events.Departures.Where(move => IsMember(move.Instance)).Select(move => move.Step)];
        int settled = plan.Start.SettledMembersOn(group, events.Host);
        if (settled > departures.Count)
        {
            return null;
        }

        List<int> settling =
        [
            .. events.Arrivals.Where(move => move.ReleaseStep >= 0 && IsMember(move.Instance)).Select(move => move.ReleaseStep),
            .. events.SettledWaits.Where(wait => IsMember(plan.Cluster.IndexOf(plan.Cluster.MovesInFlight[wait.InFlight].Instance))).Select(wait => wait.Step),
        ];
        StepOrder order = events.Order;
        List<int> left = [.. departures.Where(step => order.Precedes(step, arrival.Step))];
        List<int> leaving = [.. departures.Where(step => !order.Precedes(step, arrival.Step) && !order.Precedes(arrival.Step, step) && step != arrival.Step)];
        int sure = settled - left.Count + settling.Count(step => order.Precedes(step, arrival.Step));
        List<int> open = [.. settling.Where(step => !order.Precedes(step, arrival.Step))];
        (long gone, bool[] chosen) = MaxClosure.Solve(
            [.. leaving.Select(_ => 1L)], [.. open.Select(_ => 1L)], (departure, arrived) => order.Precedes(open[arrived], leaving[departure]));
        return sure - gone >= 1
            ? null
            : Prefix.Shrink(
                plan,
                leaving.Where((_, place) => chosen[place]),
                arrival.Step,
                prefix => settled - departures.Count(prefix.HasStarted) + settling.Count(prefix.HasEnded) < 1);
    }
}
