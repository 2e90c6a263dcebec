using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Previews;

/// <summary>The numbers of a plan that its cluster gives it: times, sizes, use of hosts.</summary>
/// <param name="Schedule">When each step would run.</param>
/// <param name="Estimates">What each step costs, in the plan's order; <c>null</c> for a step that is no move.</param>
/// <param name="Hosts">Every host of the cluster, in its order.</param>
internal sealed record PlanFigures(PlanSchedule Schedule, ImmutableArray<MoveEstimate?> Estimates, ImmutableArray<HostChange> Hosts)
{
    /// <summary>The numbers of a plan.</summary>
    /// <returns><c>null</c>, with the reason, for a plan that does not belong to this cluster or is not well formed.</returns>
    public static (PlanFigures? Figures, string? Problem) Of(Cluster cluster, Plan plan)
    {
        if (PlanShape.ProblemOf(plan, cluster) is { } problem)
        {
            return (null, problem);
        }

        ImmutableArray<MoveEstimate?> estimates = [.. plan.Steps.Select(step => step is MoveStep move
            ? MoveEstimate.Of(cluster, cluster.IndexOf(move.Instance), cluster.IndexOf(move.Source), cluster.IndexOf(move.Destination), move.Kind)
            : null)];
        return (new PlanFigures(PlanSchedule.Of(cluster, plan.Goal.Limits, plan.Steps), estimates, ChangesOf(cluster, plan)), null);
    }

    /// <summary>What the moves of a well-formed plan change on each host.</summary>
    internal static ImmutableArray<HostChange> ChangesOf(Cluster cluster, Plan plan)
    {
        PlanState before = PlanState.Of(cluster);
        int classes = cluster.ResourceClasses.Length;
        var arrives = new long[cluster.Hosts.Length * classes];
        var leaves = new long[cluster.Hosts.Length * classes];
        var instances = new int[cluster.Hosts.Length];
        HashSet<int> confirmed = [.. plan.Steps.OfType<ConfirmStep>().Select(step => step.Move)];
        HashSet<InstanceId> movedBefore = [];
        foreach (MoveStep move in Stages.MovesInOrder(plan.Steps))
        {
            int instance = cluster.IndexOf(move.Instance);
            Count(arrives, cluster.IndexOf(move.Destination), before.AmountsOn(instance, cluster.IndexOf(move.Destination)));
            instances[cluster.IndexOf(move.Destination)]++;
            bool releases = move.Kind is MoveKind.Live or MoveKind.BlockLive || (move.Kind == MoveKind.Cold && confirmed.Contains(move.Id));
            if (releases)
            {
                int source = cluster.IndexOf(move.Source);
                bool hasMoved = !movedBefore.Add(move.Instance);
                Count(leaves, source, hasMoved ? before.AmountsOn(instance, source) : HeldOn(before, instance, source));
                instances[source]--;
            }
        }

        return
        [
            .. cluster.Hosts.Select((_, host) => new HostChange(
                host,
                before.InstancesOn(host),
                before.InstancesOn(host) + instances[host],
                [
                    .. cluster.ResourceClasses.Select((resourceClass, index) => new QuantityChange(
                        resourceClass, before.CapacityOf(host, index), before.Used(host, index), arrives[(host * classes) + index], leaves[(host * classes) + index])),
                ])),
        ];

        void Count(long[] sums, int host, ReadOnlySpan<long> amounts)
        {
            for (int i = 0; i < classes; i++)
            {
                sums[(host * classes) + i] += amounts[i];
            }
        }
    }

    /// <summary>What an instance holds in the snapshot, which may differ from what it would ask of a new host.</summary>
    private static ReadOnlySpan<long> HeldOn(PlanState before, int instance, int host)
    {
        Cluster cluster = before.Cluster;
        Instance read = cluster.Instances[instance];
        return read.Allocations.IsEmpty
            ? before.AmountsOn(instance, host)
            : cluster.ResourceClasses.Select(resourceClass => read.Allocations.GetValueOrDefault(resourceClass)).ToArray();
    }
}
