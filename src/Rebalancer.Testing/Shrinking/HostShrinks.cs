using System.Collections.Immutable;
using Rebalancer.Cpu;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Rules;

namespace Rebalancer.Testing.Shrinking;

/// <summary>Makes hosts plainer and more like the first one.</summary>
internal static class HostShrinks
{
    private static readonly ImmutableArray<Func<Host, Host, Host>> Plainer =
    [
        (host, _) => host with
        {
            Service = host.Service with { IsUp = true, IsForcedDown = false, IsEnabled = true, DisabledReason = null, IsFenced = default },
            Traits = host.Traits.Remove("COMPUTE_STATUS_DISABLED"),
        },
        (host, _) => host with { OtherUsage = host.OtherUsage.Clear() },
        (host, _) => host with { Inventories = [.. host.Inventories.Select(inventory => inventory with { Reserved = 0 })] },
        (host, first) => host with { Cpu = first.Cpu, HypervisorVersion = first.HypervisorVersion, HypervisorType = first.HypervisorType },
        (host, _) => host with { CpuMode = Fact.Given(CpuMode.HostModel) },
        (host, first) => host with { Cell = first.Cell.Or(Fact.Given("cell1")) },
        (host, first) => host with { Storage = first.Storage },
        (host, _) => host with { Storage = new HostStorage { Backend = Fact.Given(ImagesBackend.Rbd), SharedPathGroup = Fact.Given("") } },
        (host, _) => host with { SshKeyGroup = Fact.Given("ssh") },
        (host, _) => host with { Migration = new MigrationSettings() },
        (host, _) => host with { Labels = host.Labels.Clear() },
        (host, _) => host with { MdevTypes = Fact.Given(ImmutableArray<string>.Empty) },
    ];

    /// <summary>The parts with one host plainer, or with all cells and devices gone where no instance asks for any.</summary>
    public static IEnumerable<ClusterParts> Of(ClusterParts parts)
    {
        foreach (ClusterParts simpler in WithoutStructure(parts))
        {
            yield return simpler;
        }

        for (int index = 0; index < parts.Hosts.Length; index++)
        {
            Host host = parts.Hosts[index];
            yield return With(parts, index, Plainer.Aggregate(host, (plain, step) => step(plain, parts.Hosts[0])));
            foreach (Func<Host, Host, Host> step in Plainer)
            {
                yield return With(parts, index, step(host, parts.Hosts[0]));
            }

            foreach (string trait in host.Traits)
            {
                yield return With(parts, index, host with { Traits = host.Traits.Remove(trait) });
            }
        }
    }

    private static IEnumerable<ClusterParts> WithoutStructure(ClusterParts parts)
    {
        ImmutableArray<InstanceDemand> demands = [.. parts.Instances.Select(instance => InstanceDemand.Of(instance, parts.Options))];
        if (demands.All(demand => demand.Topology is null))
        {
            yield return parts with
            {
                Hosts = [.. parts.Hosts.Select(host => host with
                {
                    Topology = default, CpuDedicatedSet = Fact.Given<CpuSet?>(null), CpuSharedSet = Fact.Given<CpuSet?>(null),
                })],
            };
        }

        if (demands.All(demand => demand.Pci.IsEmpty))
        {
            yield return parts with
            {
                Hosts = [.. parts.Hosts.Select(host => host with { PciPools = Fact.Given(ImmutableArray<PciPool>.Empty) })],
                Options = parts.Options with { PciAliases = Fact.Given(ImmutableArray<PciAlias>.Empty) },
            };
        }

        HashSet<ResourceClass> asked =
        [
            .. demands.SelectMany(demand => demand.Request.Amounts.Keys), ResourceClass.Vcpu, ResourceClass.MemoryMb, ResourceClass.DiskGb,
        ];
        yield return parts with
        {
            Hosts = [.. parts.Hosts.Select(host => host with
            {
                Inventories = host.Inventories.RemoveAll(inventory => !asked.Contains(inventory.ResourceClass)),
            })],
        };
    }

    private static ClusterParts With(ClusterParts parts, int index, Host host) => parts with { Hosts = parts.Hosts.SetItem(index, host) };
}
