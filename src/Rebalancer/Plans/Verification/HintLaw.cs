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

    /// <summary>Arrivals of which a filter looks at more of the state than any law covers: they are checked in the plan's own order only.</summary>
    public static IEnumerable<string> Unproven(ResolvedPlan plan)
    {
        var facts = CloudFacts.Of(plan.Cluster);
        return
            from move in plan.Moves
            where facts.StateFilters[move.Instance].Any(filter => filter is JsonFilter)
            select $"What {Wording.NameOf(plan.Cluster, move.Instance)} asks of the state of {plan.Cluster.Hosts[move.Destination].Name} was checked in the plan's own order only.";
    }

    private static int[] Named(ResolvedPlan plan, int instance, string hint) =>
        plan.Cluster.Instances[instance].SchedulerHints.TryGet(out ImmutableSortedDictionary<string, ImmutableArray<string>>? hints)
        && hints.TryGetValue(hint, out ImmutableArray<string> ids)
            ? [.. ids.Distinct().Select(id => plan.Cluster.IndexOf(new InstanceId(id))).Where(index => index >= 0)]
            : [];

    private static void Report(
        ResolvedPlan plan, ResolvedMove arrival, int[] named, Func<int, bool> breaks, string hint, ImmutableArray<PlanViolation>.Builder violations)
    {
        if (named.Aggregate(1L, (ways, instance) => Math.Min(MaxWays + 1, ways * PhasesOf(plan, instance).Count())) > MaxWays)
        {
            violations.Add(new PlanViolation(
                "plan.hint-unproven",
                $"The hint {hint} of {Wording.NameOf(plan.Cluster, arrival.Instance)} names too many instances that move; order their moves.",
                plan.Steps[arrival.Step].Id,
                []));
            return;
        }

        Prefix? shortest = null;
        foreach (Phase[] phases in WaysToStand(plan, named))
        {
            Prefix prefix = new(plan, [], arrival.Step, [.. phases.Where(phase => phase.After >= 0).Select(phase => phase.After)]);
            int there = phases.Count(phase => HostOf(plan, phase, prefix) == arrival.Destination);
            if (!prefix.HasEnded(arrival.Step) && breaks(there) && (shortest is null || prefix.Size < shortest.Size))
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

    /// <summary>For each instance one of the phases it goes through, in every combination.</summary>
    private static IEnumerable<Phase[]> WaysToStand(ResolvedPlan plan, int[] instances)
    {
        IEnumerable<Phase[]> ways = [[]];
        foreach (int instance in instances)
        {
            ways = ways.SelectMany(way => PhasesOf(plan, instance).Select(phase => way.Append(phase).ToArray()));
        }

        return ways;
    }

    /// <summary>Where an instance is at first, and after each release; a migration in flight may end at any time.</summary>
    private static IEnumerable<Phase> PhasesOf(ResolvedPlan plan, int instance)
    {
        yield return new Phase(instance, plan.Start.HostOf(instance), -1, -1);
        foreach (ResolvedMove move in plan.HopsOf(instance))
        {
            yield return new Phase(instance, move.Destination, move.ReleaseStep, -1);
        }

        for (int move = 0; move < plan.Cluster.MovesInFlight.Length; move++)
        {
            if (plan.Cluster.MovesInFlight[move] is { Destination: { } destination } read
                && plan.Cluster.IndexOf(read.Instance) == instance && plan.Cluster.IndexOf(destination) is >= 0 and var host)
            {
                yield return new Phase(instance, host, -1, move);
            }
        }
    }

    /// <summary>Where an instance of a phase really is: what else has ended may have taken it further.</summary>
    private static int HostOf(ResolvedPlan plan, Phase phase, Prefix prefix)
    {
        int host = phase.Host;
        foreach (ResolvedMove move in plan.HopsOf(phase.Instance))
        {
            host = prefix.HasEnded(move.ReleaseStep) ? move.Destination : host;
        }

        for (int move = 0; move < plan.Cluster.MovesInFlight.Length; move++)
        {
            bool isSeenEnded = plan.WaitFor(move) is { } wait && prefix.HasEnded(wait.Step);
            if (isSeenEnded && plan.Cluster.IndexOf(plan.Cluster.MovesInFlight[move].Instance) == phase.Instance)
            {
                host = plan.WaitFor(move)!.Destination;
            }
        }

        return host;
    }

    /// <summary>One stay of an instance.</summary>
    /// <param name="Instance">The instance.</param>
    /// <param name="Host">Where it stays.</param>
    /// <param name="After">The step whose end begins the stay; -1 for none.</param>
    /// <param name="InFlight">The migration in flight whose end, seen or not, begins the stay; -1 for none.</param>
    private sealed record Phase(int Instance, int Host, int After, int InFlight);
}
