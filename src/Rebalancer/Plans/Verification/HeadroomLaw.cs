using System.Collections.Immutable;

namespace Rebalancer.Plans.Verification;

/// <summary>Once the plan is done, hosts that took instances keep the share of each class free that the goal wants.</summary>
internal static class HeadroomLaw
{
    /// <param name="plan">The plan.</param>
    /// <param name="headroom">The share, 0 to below 1.</param>
    /// <param name="final">The state in which every step has ended.</param>
    /// <param name="violations">Where to report.</param>
    public static void Check(ResolvedPlan plan, double headroom, PlanState final, ImmutableArray<PlanViolation>.Builder violations)
    {
        HashSet<(int Host, int Class)> reported = [];
        foreach (ResolvedMove move in headroom > 0 ? plan.Moves : [])
        {
            if (final.HostOf(move.Instance) != move.Destination && final.ArrivalOf(move.Instance) != move.Destination)
            {
                continue;
            }

            ReadOnlySpan<long> amounts = final.AmountsOn(move.Instance, move.Destination);
            for (int c = 0; c < amounts.Length; c++)
            {
                long limit = (long)Math.Floor(final.ArrivalLimitOf(move.Destination, c, plan.Profile) * (1 - headroom));
                if (amounts[c] > 0 && final.Used(move.Destination, c) > limit && reported.Add((move.Destination, c)))
                {
                    violations.Add(new PlanViolation(
                        "plan.headroom",
                        $"Host {plan.Cluster.Hosts[move.Destination].Name} ends with {Wording.Of(plan.Cluster.ResourceClasses[c], final.Used(move.Destination, c), limit)}, {headroom:P0} being kept free.",
                        null,
                        []));
                }
            }
        }
    }
}
