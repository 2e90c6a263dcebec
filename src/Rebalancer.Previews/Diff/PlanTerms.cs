using System.Collections.Immutable;
using Rebalancer.Goals;
using Rebalancer.Plans;
using Rebalancer.Previews.Text;

namespace Rebalancer.Previews.Diff;

/// <summary>The terms of plans, in words that can be compared one by one.</summary>
internal static class PlanTerms
{
    /// <summary>One change per kind of term that differs.</summary>
    public static ImmutableArray<TermChange> Differing(Plan old, Plan changed) =>
    [
        .. from kind in Enum.GetValues<TermKind>()
           let before = Of(kind, old)
           let after = Of(kind, changed)
           let change = new TermChange(kind, [.. before.Except(after)], [.. after.Except(before)])
           where !change.Old.IsEmpty || !change.New.IsEmpty
           select change,
    ];

    private static string[] Of(TermKind kind, Plan plan)
    {
        InstanceNames names = new(null);
        return kind switch
        {
            TermKind.Goal => [GoalWords.Of(plan.Goal, names), .. GoalWords.PartsOf(plan.Goal, names)],
            TermKind.Limits => [.. OneByOne(plan.Goal.Limits)],
            TermKind.Policies => [.. PolicyWords.Of(plan.Profile)],
            _ => [.. plan.Assumptions.Select(assumption => $"{assumption.Text} [{assumption.Code}]")],
        };
    }

    /// <summary>A list of hosts or instances as a term for each, so that what differs is not lost in what does not.</summary>
    private static IEnumerable<string> OneByOne(PlanLimits limits)
    {
        PlanLimits none = new();
        IEnumerable<PlanLimits> parts =
        [
            limits with { Survives = none.Survives, SurvivesRacks = none.SurvivesRacks, InstancesLeftAlone = none.InstancesLeftAlone, HostsLeftAlone = none.HostsLeftAlone },
            .. limits.Survives.Select(host => none with { Survives = [host] }),
            .. limits.SurvivesRacks.Select(rack => none with { SurvivesRacks = [rack] }),
            .. limits.InstancesLeftAlone.Select(instance => none with { InstancesLeftAlone = [instance] }),
            .. limits.HostsLeftAlone.Select(host => none with { HostsLeftAlone = [host] }),
        ];
        return parts.SelectMany(PolicyWords.Of);
    }
}
