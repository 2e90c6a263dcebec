using System.Collections.Immutable;
using Rebalancer.Rules;

namespace Rebalancer.Plans.Verification;

/// <summary>Where Placement refuses to rewrite an allocation on an over-full host, an instance leaves only once usage is within capacity, in every order.</summary>
/// <remarks>Placement before 14.0.0; rules.md section 3, over-full source note.</remarks>
internal static class OverfullSourceLaw
{
    public static void Check(ResolvedPlan plan, HostEvents events, ImmutableArray<PlanViolation>.Builder violations)
    {
        if (CloudFacts.Of(plan.Cluster).LetsOverfullLeave)
        {
            return;
        }

        for (int i = 0; i < plan.Cluster.ResourceClasses.Length; i++)
        {
            int resourceClass = i;
            long used = plan.Start.Used(events.Host, i);
            long capacity = plan.Start.CapacityOf(events.Host, i);
            if (used <= capacity)
            {
                continue;
            }

            HostQuantity quantity = new(
                plan, events, used, capacity, move => plan.Start.AmountsOn(move.Instance, events.Host)[resourceClass], release => plan.AmountsOf(release)[resourceClass]);
            foreach (ResolvedMove departure in events.Departures)
            {
                ReadOnlySpan<long> held = departure.Previous is null ? plan.Start.HeldBy(departure.Instance) : plan.Start.AmountsOn(departure.Instance, events.Host);
                if (held[i] > 0 && quantity.FindExcessAt(departure.Step) is { } prefix)
                {
                    violations.Add(new PlanViolation(
                        "plan.over-full-source",
                        $"Host {plan.Cluster.Hosts[events.Host].Name} may hold {Wording.Of(plan.Cluster.ResourceClasses[i], quantity.HeldIn(prefix), capacity)} when {Wording.NameOf(plan.Cluster, departure.Instance)} is to leave, which Placement before 14.0.0 refuses.",
                        plan.Steps[departure.Step].Id,
                        prefix.ToEvents()));
                    break;
                }
            }
        }
    }
}
