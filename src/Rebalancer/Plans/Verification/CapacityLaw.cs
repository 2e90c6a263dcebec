using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Rules;

namespace Rebalancer.Plans.Verification;

/// <summary>Every arrival fits, in every order: resource classes, members of strict anti-affinity groups, counted instances.</summary>
/// <remarks>
/// While nothing is over its limit, the first claim to pass it is found by one maximum closure over all claims of the host.
/// What was over it from the start needs one closure per claim, with the claim in and all that comes after it out.
/// </remarks>
internal static class CapacityLaw
{
    public static void Check(ResolvedPlan plan, HostEvents events, ImmutableArray<PlanViolation>.Builder violations)
    {
        if (events.Arrivals.Count == 0)
        {
            return;
        }

        CheckClasses(plan, events, violations);
        CheckGroups(plan, events, violations);
        CheckCounts(plan, events, violations);
    }

    private static void CheckClasses(ResolvedPlan plan, HostEvents events, ImmutableArray<PlanViolation>.Builder violations)
    {
        int classes = plan.Cluster.ResourceClasses.Length;
        var arriving = new long[classes];
        foreach (ResolvedMove move in events.Arrivals)
        {
            ReadOnlySpan<long> amounts = plan.Start.AmountsOn(move.Instance, events.Host);
            for (int i = 0; i < classes; i++)
            {
                arriving[i] += amounts[i];
            }
        }

        for (int i = 0; i < classes; i++)
        {
            int resourceClass = i;
            ResourceClass name = plan.Cluster.ResourceClasses[i];
            long used = plan.Start.Used(events.Host, i);
            long limit = plan.Start.ArrivalLimitOf(events.Host, i, plan.Profile);
            if (arriving[i] > 0 && used + arriving[i] > limit)
            {
                HostQuantity quantity = new(
                    plan, events, used, limit, move => plan.Start.AmountsOn(move.Instance, events.Host)[resourceClass], release => plan.AmountsOf(release)[resourceClass]);
                Report(plan, events, quantity, "plan.capacity", held => $"hold {Wording.Of(name, held, limit)}", violations);
            }
        }
    }

    private static void CheckGroups(ResolvedPlan plan, HostEvents events, ImmutableArray<PlanViolation>.Builder violations)
    {
        IEnumerable<int> groups = events.Arrivals
            .SelectMany(move => plan.Cluster.GroupsOf(move.Instance))
            .Distinct()
            .Where(group => plan.Cluster.ServerGroups[group].Policy == GroupPolicy.AntiAffinity);
        foreach (int group in groups)
        {
            ServerGroup read = plan.Cluster.ServerGroups[group];
            HostQuantity quantity = new(
                plan,
                events,
                plan.Start.MembersOn(group, events.Host),
                read.MaxServerPerHost,
                move => plan.Cluster.GroupsOf(move.Instance).Contains(group) ? 1 : 0,
                release => plan.Cluster.GroupsOf(plan.InstanceOf(release)).Contains(group) ? 1 : 0);
            string name = read.Name.Length > 0 ? read.Name : read.Id.ToString();
            Report(plan, events, quantity, "plan.group", held => $"hold {held} of at most {read.MaxServerPerHost} members of the anti-affinity group {name}", violations);
        }
    }

    private static void CheckCounts(ResolvedPlan plan, HostEvents events, ImmutableArray<PlanViolation>.Builder violations)
    {
        int limit = CloudFacts.Of(plan.Cluster).Limits[events.Host];
        if (limit == int.MaxValue)
        {
            return;
        }

        HostQuantity quantity = new(plan, events, plan.Start.InstancesOn(events.Host), limit, _ => 1, _ => 1);
        Report(plan, events, quantity, "plan.count", held => $"hold {held} instances of at most {limit}", violations);
    }

    private static void Report(
        ResolvedPlan plan, HostEvents events, HostQuantity quantity, string code, Func<long, string> words, ImmutableArray<PlanViolation>.Builder violations)
    {
        if (quantity.FindExcess() is not { } prefix)
        {
            return;
        }

        ResolvedMove arrival = events.Arrivals.First(move => move.Step == prefix.Last);
        var staying = events.Releases
            .Where(release => quantity.AmountOf(release) > 0 && !prefix.HasEnded(release.Step)
                && (release.Move?.Previous is not { } previous || prefix.HasStarted(previous.Step)))
            .Select(plan.InstanceOf)
            .ToList();
        string host = plan.Cluster.Hosts[events.Host].Name.ToString();
        string name = Wording.NameOf(plan.Cluster, arrival.Instance);
        violations.Add(new PlanViolation(
            code,
            $"Host {host} would {words(quantity.HeldIn(prefix))} when {name} arrives{Wording.Before(plan.Cluster, staying)}.",
            plan.Steps[arrival.Step].Id,
            prefix.ToEvents()));
    }
}
