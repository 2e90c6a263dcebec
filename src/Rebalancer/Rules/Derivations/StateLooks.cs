using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Rules.Cells;
using Rebalancer.Rules.Filters;
using Rebalancer.Rules.Groups;
using Rebalancer.Rules.Hosts;
using Rebalancer.Rules.Requests;
using static Rebalancer.Rules.Derivations.RuleLook;

namespace Rebalancer.Rules.Derivations;

/// <summary>What the rules of the state look at.</summary>
internal static class StateLooks
{
    /// <summary>What a rule looks at in a move.</summary>
    public static RuleLook Of(IStateRule rule, in StateMove move) => rule switch
    {
        SameHostRule => At(RuleSource.Nova, "the destination is another host", new ComparedFact("destination", $"not {move.Source.Name}", $"{move.Destination.Name}")),
        DestinationEnabledRule => At(
            RuleSource.Nova,
            "the destination's service is enabled",
            new ComparedFact($"service of {move.Destination.Name}", "enabled", move.State.IsEnabled(move.DestinationIndex) ? "enabled" : "disabled")),
        OverfullSourceRule => Overfull(move),
        CapacityRule => At(RuleSource.Placement, "what is asked for is free", [.. Amounts(move)]),
        InstanceCountRule => At(
            RuleSource.Nova,
            "the destination may hold one instance more",
            new ComparedFact("instances", $"fewer than {move.Facts.Limits[move.DestinationIndex]}", $"{move.State.InstancesOn(move.DestinationIndex)}"))
            .If(move.Facts.Limits[move.DestinationIndex] < int.MaxValue, "neither NumInstancesFilter nor its aggregate twin is enabled"),
        StateFilterRule => Filters(move),
        AntiAffinityRule => Groups(move, GroupPolicy.AntiAffinity, "few enough members of its anti-affinity groups are there"),
        AffinityRule => Groups(move, GroupPolicy.Affinity, "other members of its affinity groups are there"),
        TopologyRule => At(RuleSource.Nova, "guest cells, pages, pinned CPUs and devices fit")
            .If(move.Demand.IsStructured, "the guest floats and asks for no devices"),
        _ => throw new ArgumentException($"The rule {rule.GetType().Name} has no look.", nameof(rule)),
    };

    private static RuleLook Overfull(in StateMove move)
    {
        List<ComparedFact> facts = [];
        ReadOnlySpan<long> held = move.State.HeldBy(move.InstanceIndex);
        for (int i = 0; i < held.Length; i++)
        {
            if (held[i] > 0)
            {
                facts.Add(new ComparedFact(
                    $"{move.Cluster.ResourceClasses[i]} used on {move.Source.Name}", $"at most {move.State.CapacityOf(move.SourceIndex, i)}", $"{move.State.Used(move.SourceIndex, i)}"));
            }
        }

        return At(RuleSource.Placement, "the source is not over-full", [.. facts])
            .If(!move.Facts.LetsOverfullLeave, $"Placement {move.Facts.PlacementMajor} lets instances leave an over-full host");
    }

    private static List<ComparedFact> Amounts(in StateMove move)
    {
        List<ComparedFact> facts = [];
        ReadOnlySpan<long> amounts = move.State.AmountsOn(move.InstanceIndex, move.DestinationIndex);
        for (int i = 0; i < amounts.Length; i++)
        {
            if (amounts[i] > 0)
            {
                long used = move.State.Used(move.DestinationIndex, i);
                long limit = move.State.ArrivalLimitOf(move.DestinationIndex, i, move.Profile);
                facts.Add(new ComparedFact($"{move.Cluster.ResourceClasses[i]} free", $"{amounts[i]}", $"{limit - used} ({used} used of {limit})"));
            }
        }

        return facts;
    }

    private static RuleLook Filters(in StateMove move)
    {
        ImmutableArray<HostFilter> filters = move.Facts.StateFilters[move.InstanceIndex];
        return At(RuleSource.Nova, "the scheduler's filters of hints, capabilities and load", new ComparedFact("enabled", "", string.Join(", ", filters.Select(filter => filter.Name))))
            .If(!filters.IsEmpty, "no enabled filter of these looks at the instance");
    }

    private static RuleLook Groups(in StateMove move, GroupPolicy policy, string rule)
    {
        List<ComparedFact> facts = [];
        foreach (int index in move.Cluster.GroupsOf(move.InstanceIndex))
        {
            ServerGroup group = move.Cluster.ServerGroups[index];
            if (group.Policy == policy)
            {
                string needed = policy == GroupPolicy.AntiAffinity ? $"fewer than {group.MaxServerPerHost}" : "at least 1";
                facts.Add(new ComparedFact($"members of {(group.Name.Length > 0 ? group.Name : group.Id.Value)} there", needed, $"{move.State.MembersOn(index, move.DestinationIndex)}"));
            }
        }

        return At(RuleSource.Nova, rule, [.. facts]).If(facts.Count > 0, "the instance is in no such group");
    }
}
