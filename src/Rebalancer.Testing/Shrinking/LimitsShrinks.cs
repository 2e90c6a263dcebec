using Rebalancer.Goals;

namespace Rebalancer.Testing.Shrinking;

/// <summary>Takes limits away, all of them first.</summary>
internal static class LimitsShrinks
{
    private static readonly PlanLimits None = new();

    /// <summary>The limits with less of them.</summary>
    public static IEnumerable<PlanLimits> Of(PlanLimits limits)
    {
        PlanLimits[] looser =
        [
            None,
            limits with { MaxMoves = None.MaxMoves },
            limits with { MaxGiB = None.MaxGiB },
            limits with { InstancesLeftAlone = None.InstancesLeftAlone },
            limits with { HostsLeftAlone = None.HostsLeftAlone },
            limits with { Kinds = None.Kinds },
            limits with { Headroom = None.Headroom },
            limits with { MaxOutOfHost = None.MaxOutOfHost },
            limits with { MaxIntoHost = None.MaxIntoHost },
            limits with { MaxInAll = None.MaxInAll },
            limits with { Survives = None.Survives },
            limits with { SurvivesRacks = None.SurvivesRacks },
            limits with { MaxDetours = None.MaxDetours },
            limits with { Window = None.Window },
            limits with { StartsAt = None.StartsAt },
            .. limits.Survives.Select(host => limits with { Survives = limits.Survives.Remove(host) }),
            .. limits.SurvivesRacks.Select(rack => limits with { SurvivesRacks = limits.SurvivesRacks.Remove(rack) }),
        ];
        return looser.Where(one => one != limits).Distinct();
    }
}
