using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Rules;
using Rebalancer.Rules.Filters;

namespace Rebalancer.Plans.Verification;

/// <summary>The hints <c>same_host</c> and <c>different_host</c> hold wherever the instances they name can be by then.</summary>
/// <remarks>An instance is on its source until the release. Hints name few instances, so that every way they can stand is tried.</remarks>
internal static class HintLaw
{
    private const long MaxWays = 4096;

    public static void Check(ResolvedPlan plan, HostEvents events, ImmutableArray<PlanViolation>.Builder violations)
    {
        foreach (ResolvedMove arrival in events.Arrivals)
        {
            foreach (HostFilter filter in CloudFacts.Of(plan.Cluster).StateFilters[arrival.Instance])
            {
                switch (filter)
                {
                    case DifferentHostFilter:
                        foreach (int named in Named(plan, arrival.Instance, "different_host"))
                        {
                            Report(plan, arrival, [named], on => on == 1, "different_host", violations);
                        }

                        break;
                    case SameHostFilter:
                        Report(plan, arrival, Named(plan, arrival.Instance, "same_host"), on => on == 0, "same_host", violations);
                        break;
                }
            }
        }
    }

    private static int[] Named(ResolvedPlan plan, int instance, string hint) =>
        plan.Cluster.Instances[instance].SchedulerHints.TryGet(out ImmutableSortedDictionary<string, ImmutableArray<string>>? hints)
        && hints.TryGetValue(hint, out ImmutableArray<string> ids)
            ? [.. ids.Distinct().Select(id => plan.Cluster.IndexOf(new InstanceId(id))).Where(index => index >= 0)]
            : [];

    private static void Report(
        ResolvedPlan plan, ResolvedMove arrival, int[] named, Func<int, bool> breaks, string hint, ImmutableArray<PlanViolation>.Builder violations)
    {
        if (named.Aggregate(1L, (ways, instance) => Math.Min(MaxWays + 1, ways * (1 + plan.HopsOf(instance).Count()))) > MaxWays)
        {
            violations.Add(new PlanViolation(
                "plan.hint-unproven",
                $"The hint {hint} of {Wording.NameOf(plan.Cluster, arrival.Instance)} names too many instances that move; order their moves.",
                plan.Steps[arrival.Step].Id,
                []));
            return;
        }

        Prefix? shortest = null;
        foreach (int[] ends in WaysToStand(plan, named))
        {
            Prefix prefix = new(plan, [], arrival.Step, ends);
            bool canBe = !prefix.HasEnded(arrival.Step);
            if (canBe && breaks(named.Count(instance => HostOf(plan, instance, prefix) == arrival.Destination)) && (shortest is null || prefix.Size < shortest.Size))
            {
                shortest = prefix;
            }
        }

        if (shortest is not null)
        {
            violations.Add(new PlanViolation(
                "plan.hint",
                $"Host {plan.Cluster.Hosts[arrival.Destination].Name} may not suit the hint {hint} of {Wording.NameOf(plan.Cluster, arrival.Instance)} when it arrives.",
                plan.Steps[arrival.Step].Id,
                shortest.ToEvents()));
        }
    }

    /// <summary>For every choice of how far each instance has come, the releases that have ended for it.</summary>
    private static IEnumerable<int[]> WaysToStand(ResolvedPlan plan, int[] instances)
    {
        IEnumerable<int[]> ways = [[]];
        foreach (int instance in instances)
        {
            int?[] releases = [null, .. plan.HopsOf(instance).Select(release => (int?)release.Step)];
            ways = ways.SelectMany(way => releases.Select(release => release is { } step ? way.Append(step).ToArray() : way));
        }

        return ways;
    }

    private static int HostOf(ResolvedPlan plan, int instance, Prefix prefix)
    {
        int host = plan.Start.HostOf(instance);
        foreach ((int step, int destination) in plan.HopsOf(instance))
        {
            host = prefix.HasEnded(step) ? destination : host;
        }

        return host;
    }
}
