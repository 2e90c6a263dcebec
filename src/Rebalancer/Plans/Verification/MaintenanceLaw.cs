using System.Collections.Immutable;
using Rebalancer.Model;

namespace Rebalancer.Plans.Verification;

/// <summary>A host is empty when its maintenance begins: whoever was there or came has been released before, and whoever comes later waits for it.</summary>
internal static class MaintenanceLaw
{
    public static void Check(ResolvedPlan plan, HostEvents events, ImmutableArray<PlanViolation>.Builder violations)
    {
        foreach (int step in events.Maintenances)
        {
            foreach (int instance in HoldersAtStart(plan, events.Host))
            {
                bool leaves = events.Releases.Exists(release =>
                    plan.InstanceOf(release) == instance && release.Move?.Previous is null && events.Order.Precedes(release.Step, step));
                if (!leaves)
                {
                    Report(plan, events, step, instance, new Prefix(plan, [], step), violations);
                }
            }

            foreach (ResolvedMove arrival in events.Arrivals)
            {
                bool leaves = events.Releases.Exists(release => release.Move?.Previous == arrival && events.Order.Precedes(release.Step, step));
                if (!leaves && !events.Order.Precedes(step, arrival.Step))
                {
                    Report(plan, events, step, arrival.Instance, new Prefix(plan, [arrival.Step], step), violations);
                }
            }
        }
    }

    /// <summary>Instances that the snapshot shows there, and those in flight from or to it.</summary>
    private static IEnumerable<int> HoldersAtStart(ResolvedPlan plan, int host)
    {
        HostName name = plan.Cluster.Hosts[host].Name;
        IEnumerable<int> moving = plan.Cluster.MovesInFlight
            .Where(move => move.Source == name || move.Destination == name)
            .Select(move => plan.Cluster.IndexOf(move.Instance));
        return plan.Cluster.InstancesOn(host).Concat(moving).Distinct();
    }

    private static void Report(ResolvedPlan plan, HostEvents events, int step, int instance, Prefix prefix, ImmutableArray<PlanViolation>.Builder violations) =>
        violations.Add(new PlanViolation(
            "plan.maintenance",
            $"Host {plan.Cluster.Hosts[events.Host].Name} may still hold {Wording.NameOf(plan.Cluster, instance)} when its maintenance begins.",
            plan.Steps[step].Id,
            prefix.ToEvents()));
}
