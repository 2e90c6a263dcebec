using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Plans.Verification;

namespace Rebalancer.Plans;

/// <summary>What a plan costs and what it changes, in figures.</summary>
public sealed record PlanMetrics
{
    /// <summary>How many moves it makes.</summary>
    public required int Moves { get; init; }

    /// <summary>What all moves are expected to send over the wire, in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>The expected downtime of all instances together.</summary>
    public required TimeSpan Downtime { get; init; }

    /// <summary>The hosts that it touches, in the order of the cluster.</summary>
    public required ImmutableArray<HostChange> Hosts { get; init; }

    /// <summary>The figures of a plan for a cluster.</summary>
    /// <exception cref="ArgumentException">The plan is not well formed; <see cref="PlanVerifier"/> says why.</exception>
    public static PlanMetrics Of(Cluster cluster, Plan plan)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(plan);
        (ResolvedPlan? resolved, ImmutableArray<PlanViolation> malformed, _) = WellFormedness.Check(cluster, plan);
        if (resolved is null)
        {
            throw new ArgumentException(malformed[0].Message, nameof(plan));
        }

        long bytes = 0;
        TimeSpan downtime = TimeSpan.Zero;
        foreach (ResolvedMove move in resolved.Moves)
        {
            var estimate = MoveEstimate.Of(cluster, move.Instance, move.Source, move.Destination, move.Kind);
            bytes += estimate.Bytes;
            downtime += estimate.Downtime;
        }

        return new PlanMetrics
        {
            Moves = resolved.Moves.Length,
            Bytes = bytes,
            Downtime = downtime,
            Hosts = [.. resolved.Hosts.Select(events => ChangeOf(resolved, events))],
        };
    }

    private static HostChange ChangeOf(ResolvedPlan plan, HostEvents events)
    {
        ImmutableArray<ClassChange>.Builder classes = ImmutableArray.CreateBuilder<ClassChange>();
        for (int i = 0; i < plan.Cluster.ResourceClasses.Length; i++)
        {
            long before = plan.Start.Used(events.Host, i);
            long after = before;
            foreach (ResolvedMove arrival in events.Arrivals)
            {
                after += plan.Start.AmountsOn(arrival.Instance, events.Host)[i];
            }

            foreach (Release release in events.Releases)
            {
                after -= plan.AmountsOf(release)[i];
            }

            long capacity = plan.Start.CapacityOf(events.Host, i);
            if (before != 0 || after != 0 || capacity != 0)
            {
                classes.Add(new ClassChange(plan.Cluster.ResourceClasses[i], before, after, capacity));
            }
        }

        int instances = plan.Start.InstancesOn(events.Host);
        return new HostChange(
            plan.Cluster.Hosts[events.Host].Name, instances, instances + events.Arrivals.Count - events.Releases.Count, classes.ToImmutable());
    }
}

/// <summary>What a plan changes on a host.</summary>
/// <param name="Host">The host.</param>
/// <param name="InstancesBefore">Instances that it holds before the plan, moves in flight included.</param>
/// <param name="InstancesAfter">Instances that it holds once every step has ended.</param>
/// <param name="Classes">The resource classes that it has or that are used of it, sorted.</param>
public sealed record HostChange(HostName Host, int InstancesBefore, int InstancesAfter, ImmutableArray<ClassChange> Classes);

/// <summary>What a plan changes of a resource class on a host.</summary>
/// <param name="ResourceClass">The class.</param>
/// <param name="Before">What is used before the plan.</param>
/// <param name="After">What is used once every step has ended.</param>
/// <param name="Capacity">What there is, overcommit included.</param>
public sealed record ClassChange(ResourceClass ResourceClass, long Before, long After, long Capacity);
