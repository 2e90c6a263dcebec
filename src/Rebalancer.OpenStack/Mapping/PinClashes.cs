using System.Collections.Immutable;
using Rebalancer.Model;

namespace Rebalancer.OpenStack.Mapping;

/// <summary>Hosts of which Nova itself says that two guests are pinned on one CPU.</summary>
/// <remarks>
/// That is a race of Nova's, after which it cannot count the host any more. What is free there nobody knows, so that the host's cells and
/// the places of its guests are taken for unknown, and the rest of the cloud can be planned for.
/// </remarks>
internal static class PinClashes
{
    /// <summary>The hosts and instances, without what cannot be true.</summary>
    public static (ImmutableArray<Host> Hosts, ImmutableArray<Instance> Instances) SetAside(ImmutableArray<Host> hosts, ImmutableArray<Instance> instances, FindingList findings)
    {
        ImmutableHashSet<HostName> clashing =
        [
            .. from pin in instances.SelectMany(PinsOf)
               group pin.Instance by (pin.Host, pin.Cpu) into pinned
               where pinned.Count() > 1
               orderby pinned.Key.Host, pinned.Key.Cpu
               group (pinned.Key.Cpu, Guests: pinned.ToArray()) by pinned.Key.Host into host
               select Told(host.Key, host.First(), findings),
        ];
        return clashing.IsEmpty ? (hosts, instances) :
        (
            [.. hosts.Select(host => clashing.Contains(host.Name) ? host with { Topology = default } : host)],
            [.. instances.Select(instance => clashing.Contains(instance.Host) ? instance with { Placement = default } : instance)]);
    }

    private static HostName Told(HostName host, (int Cpu, Instance[] Guests) clash, FindingList findings)
    {
        findings.Warning(
            "answers.pins-clash",
            new Place(null, $"$.servers['{clash.Guests[1].Id}'].topology"),
            $"'{clash.Guests[0].Name}' and '{clash.Guests[1].Name}' are both pinned on CPU {clash.Cpu} of {host}, which Nova should never do: what is free in the cells of {host} is taken for unknown; move one of the two by hand");
        return host;
    }

    /// <summary>What Nova says, not what an operator gives: of that a clash is a mistake.</summary>
    private static IEnumerable<(HostName Host, int Cpu, Instance Instance)> PinsOf(Instance instance) =>
        instance.Placement.Source == FactSource.Read
            ? instance.Placement.Value.Cells.SelectMany(cell => cell.Pinning.Values).Select(cpu => (instance.Host, cpu, instance))
            : [];
}
