using System.Collections.Immutable;
using Rebalancer.Cpu;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Rules.Requests;

namespace Rebalancer.Rules;

/// <summary>Texts that are equal for hosts which no lasting rule tells apart.</summary>
/// <remarks>
/// Of inventories and traits only what some instance asks for counts, so that hosts of many sizes share a class. What it asks for
/// depends on whether the host has dedicated CPUs in Placement.
/// </remarks>
internal sealed class HostKeys
{
    private readonly CloudFacts facts;
    private readonly ImmutableArray<string> traits;
    private readonly ImmutableArray<int> askers;
    private readonly Dictionary<string, int> answers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);

    /// <summary>Keys for the hosts of a cluster.</summary>
    public HostKeys(CloudFacts facts)
    {
        this.facts = facts;
        Cluster cluster = facts.Cluster;
        askers = [.. Enumerable.Range(0, cluster.Instances.Length).DistinctBy(i => facts.Demands[i], ReferenceEqualityComparer.Instance)];
        traits =
        [
            .. askers.SelectMany(i => facts.Demands[i].Request.RequiredTraits
                    .Concat(facts.Demands[i].Request.ForbiddenTraits)
                    .Concat(facts.PrefilterTraits[i]))
                .Distinct().Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>The key of a host.</summary>
    public string Of(int index)
    {
        Host host = facts.Cluster.Hosts[index];
        StructuralKey key = new StructuralKey()
            .Add(host.Service.IsUp).Add(host.Service.IsForcedDown).Add(host.Service.IsFenced)
            .Add(host.HypervisorType).Add(host.HypervisorVersion)
            .Add(host.Cpu.IsKnown).Add(host.Cpu.TryGet(out HostCpu? cpu) ? cpu : null).Add(host.CpuMode)
            .Add(host.Cell).Add(host.NovaRelease.IsKnown).Add(facts.HostReleases[index].Major)
            .Add(host.Topology.IsKnown).Add(host.PciPools.IsKnown)
            .Add(host.CpuSharedSet.IsKnown).Add(host.CpuSharedSet.TryGet(out CpuSet? shared) ? shared?.ToString() : null)
            .Add(host.SupportedInstances.IsKnown).Add(Printed(host.SupportedInstances.ValueOr([])))
            .Add(host.MdevTypes.IsKnown).Add(host.MdevTypes.ValueOr([]))
            .Add(host.Storage.Backend).Add(host.Storage.SharedPathGroup).Add(host.SshKeyGroup)
            .Add(facts.Cluster.Options.Filters.IsolatedHosts.Contains(host.Name.Value))
            .Add(PlacementRequest.HasPcpu(host))
            .Add(AnswersOf(index));
        foreach (string trait in traits)
        {
            key.Add(host.Traits.Contains(trait));
        }

        foreach (int aggregate in facts.Cluster.AggregatesOf(index))
        {
            key.Add(aggregate);
        }

        return key.ToString();
    }

    private static ImmutableArray<string> Printed(ImmutableArray<SupportedInstance> supported) =>
        [.. supported.SelectMany(one => new[] { one.Architecture, one.HypervisorType, one.VmMode })];

    /// <summary>A number for what the inventories answer to each kind of demand; computed once for hosts of the same units.</summary>
    private int AnswersOf(int index)
    {
        StructuralKey units = new();
        Host host = facts.Cluster.Hosts[index];
        foreach (Inventory inventory in host.Inventories)
        {
            units.Add(inventory.ResourceClass.Name).Add(inventory.MinUnit).Add(inventory.MaxUnit).Add(inventory.StepSize);
        }

        string key = units.Add(host.Providers.IsEmpty ? null : ShapeOf(host)).ToString();
        if (!answers.TryGetValue(key, out int answer))
        {
            InventoryRule inventories = new();
            ProviderRule providers = new();
            StructuralKey codes = new();
            foreach (int asker in askers)
            {
                VerdictBuilder verdict = default;
                LastingMove move = new(facts, asker, index, index, MoveKind.Live, Profile.PlainNova);
                inventories.Check(move, ref verdict);
                providers.Check(move, ref verdict);
                codes.Add(string.Join(',', verdict.Refusals.Select(refusal => refusal.Code))).Add(verdict.HasAssumptions);
            }

            string all = codes.ToString();
            numbers.TryAdd(all, numbers.Count);
            answers.Add(key, answer = numbers[all]);
        }

        return answer;
    }

    /// <summary>Equal for hosts whose providers serve the same requests: same pools, capacities and units, whatever their names.</summary>
    internal static string ShapeOf(Host host)
    {
        StructuralKey key = new();
        foreach (Provider provider in host.Providers)
        {
            key.Add(provider.Traits).Add(provider.Inventories.Length);
            foreach (Inventory inventory in provider.Inventories)
            {
                key.Add(inventory.ResourceClass.Name).Add(Capacity.Of(inventory)).Add(inventory.MinUnit).Add(inventory.MaxUnit).Add(inventory.StepSize);
            }
        }

        return key.ToString();
    }
}
