using System.Collections.Frozen;
using System.Text.Json;
using Rebalancer.Model;
using Rebalancer.OpenStack.Answers;

namespace Rebalancer.OpenStack.Mapping;

/// <summary>A hypervisor as all lists together tell it.</summary>
/// <param name="Name">The name of its service's host.</param>
/// <param name="Latest">What the last list says.</param>
/// <param name="CpuInfo">What the last list that has it says of the CPU; undefined where none has.</param>
/// <param name="Place">Where the last list has it.</param>
internal sealed record KnownHost(HostName Name, HypervisorAnswer Latest, JsonElement CpuInfo, Place Place);

/// <summary>Finds the hosts among the hypervisors.</summary>
internal static class KnownHosts
{
    /// <summary>The hosts whose nodes are bare metal (Ironic): one service may have many, and their instances do not move.</summary>
    public static FrozenSet<HostName> BareMetal(IEnumerable<Located<HypervisorAnswer>> hypervisors) => hypervisors
        .Where(hypervisor => string.Equals(hypervisor.Value.HypervisorType, "ironic", StringComparison.OrdinalIgnoreCase))
        .Select(hypervisor => new HostName(hypervisor.Value.Service.Host))
        .ToFrozenSet();

    /// <summary>The hosts, by name.</summary>
    public static SortedDictionary<HostName, KnownHost> Find(IEnumerable<Located<HypervisorAnswer>> hypervisors, FindingList findings)
    {
        SortedDictionary<HostName, KnownHost> hosts = [];
        foreach (IGrouping<string, Located<HypervisorAnswer>> same in hypervisors.GroupBy(hypervisor => hypervisor.Value.Id))
        {
            Located<HypervisorAnswer> latest = same.Last();
            JsonElement cpu = same
                .Select(hypervisor => hypervisor.Value.CpuInfo)
                .LastOrDefault(info => info.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null));
            HostName name = new(latest.Value.Service.Host);
            if (!hosts.TryAdd(name, new KnownHost(name, latest.Value, cpu, latest.Place)))
            {
                findings.Error("answers.contradiction", latest.Place.At(".service.host"), $"the host '{name}' has a second hypervisor");
            }
        }

        return hosts;
    }
}
