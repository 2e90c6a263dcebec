using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Compilation;

/// <summary>The rules of the state on flat arrays: whether an instance may arrive at a host now. The plain check is <see cref="MigrationRules.CheckState"/>.</summary>
internal sealed class ArrivalCheck
{
    private readonly Cluster cluster;
    private readonly long[] limits;
    private readonly int classes;
    private readonly int? maxInstances;
    private readonly bool overfullMayLeave;

    public ArrivalCheck(PlanState start, long[] limits)
    {
        cluster = start.Cluster;
        classes = cluster.ResourceClasses.Length;
        this.limits = limits;
        maxInstances = EnabledFilters.Has(cluster.Options, "NumInstancesFilter") ? cluster.Options.Filters.MaxInstancesPerHost : null;
        overfullMayLeave = Releases.PlacementOf(cluster.Options) >= Releases.PlacementLetsOverfullLeave;
    }

    /// <summary>Whether every rule of the state allows the move, its lasting rules being met.</summary>
    public bool Allows(PlanState state, int instance, int destination, MoveKind kind) =>
        FitsAmounts(state, instance, destination) && MayLeave(state, instance) && FitsGroups(state, instance, destination)
        && (maxInstances is not { } most || state.InstancesOn(destination) < most)
        && FitsCells(state, instance, destination, kind);

    private bool FitsAmounts(PlanState state, int instance, int destination)
    {
        ReadOnlySpan<long> amounts = state.AmountsOn(instance, destination);
        for (int c = 0; c < classes; c++)
        {
            if (amounts[c] > 0 && state.Used(destination, c) + amounts[c] > limits[(destination * classes) + c])
            {
                return false;
            }
        }

        return true;
    }

    private bool MayLeave(PlanState state, int instance)
    {
        if (overfullMayLeave)
        {
            return true;
        }

        int source = state.HostOf(instance);
        ReadOnlySpan<long> held = state.HeldBy(instance);
        for (int c = 0; c < classes; c++)
        {
            if (held[c] > 0 && state.Used(source, c) > state.CapacityOf(source, c))
            {
                return false;
            }
        }

        return true;
    }

    private bool FitsGroups(PlanState state, int instance, int destination)
    {
        foreach (int group in cluster.GroupsOf(instance))
        {
            ServerGroup rules = cluster.ServerGroups[group];
            bool fits = rules.Policy switch
            {
                GroupPolicy.AntiAffinity => state.MembersOn(group, destination) < rules.MaxServerPerHost,
                GroupPolicy.Affinity => state.SettledMembersOn(group, destination) > 0,
                _ => true,
            };
            if (!fits)
            {
                return false;
            }
        }

        return true;
    }

    private static bool FitsCells(PlanState state, int instance, int destination, MoveKind kind)
    {
        if (!state.DemandOf(instance).IsStructured)
        {
            return true;
        }

        NumaFitResult fit = state.Fit(instance, destination);
        return fit.Refusals.IsEmpty && KeepsPageSize(kind, state.PlacementOf(instance), fit.Placement);
    }

    /// <summary>A live move keeps the page size of the first guest cell (Nova's claim on the destination).</summary>
    public static bool KeepsPageSize(MoveKind kind, GuestPlacement? now, GuestPlacement? then) =>
        kind is not (MoveKind.Live or MoveKind.BlockLive) || now is null || then is null || now.Cells[0].PageSizeKiB == then.Cells[0].PageSizeKiB;
}
