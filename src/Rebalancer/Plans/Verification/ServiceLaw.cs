using System.Collections.Immutable;

namespace Rebalancer.Plans.Verification;

/// <summary>A host is enabled whenever an instance arrives: before the start of each step that disables it, or after one that enables it again.</summary>
internal static class ServiceLaw
{
    public static void Check(ResolvedPlan plan, HostEvents events, ImmutableArray<PlanViolation>.Builder violations)
    {
        bool enabled = plan.Start.IsEnabled(events.Host);
        if (enabled && events.Disables.Count == 0)
        {
            return;
        }

        foreach (ResolvedMove arrival in events.Arrivals)
        {
            if (FindDisabled(events, enabled, arrival.Step) is { } cause)
            {
                string name = Wording.NameOf(plan.Cluster, arrival.Instance);
                string host = plan.Cluster.Hosts[events.Host].Name.ToString();
                Prefix prefix = new(plan, cause < 0 ? [] : [cause], arrival.Step);
                violations.Add(new PlanViolation(
                    "plan.service",
                    cause < 0 ? $"Host {host} is disabled when {name} arrives." : $"Host {host} may be disabled by step {plan.Steps[cause].Id} when {name} arrives.",
                    plan.Steps[arrival.Step].Id,
                    prefix.ToEvents(cause)));
            }
        }
    }

    /// <summary>The step that may have disabled the host last, -1 for the state at the start, <c>null</c> where it is enabled for certain.</summary>
    private static int? FindDisabled(HostEvents events, bool enabledAtStart, int arrival)
    {
        StepOrder order = events.Order;
        if (!enabledAtStart && !events.Enables.Exists(enable => order.Precedes(enable, arrival)))
        {
            return -1;
        }

        foreach (int disable in events.Disables)
        {
            if (!order.Precedes(arrival, disable)
                && !events.Enables.Exists(enable => order.Precedes(disable, enable) && order.Precedes(enable, arrival)))
            {
                return disable;
            }
        }

        return null;
    }
}
