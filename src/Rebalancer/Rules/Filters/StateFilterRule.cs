using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Rebalancer.Cpu;
using Rebalancer.Model;
using Rebalancer.Plans;

namespace Rebalancer.Rules.Filters;

/// <summary>The enabled filters that look at who is where: hints, capabilities, load.</summary>
internal sealed class StateFilterRule : IStateRule
{
    /// <inheritdoc/>
    public void Check(in StateMove move, ref VerdictBuilder verdict)
    {
        ImmutableArray<HostFilter> filters = move.Facts.StateFilters[move.InstanceIndex];
        if (filters.IsEmpty)
        {
            return;
        }

        RequestSpec spec = SpecOf(move.Instance);
        HostState host = StateOf(move);
        foreach (HostFilter filter in filters)
        {
            if (filter is SimpleCIDRAffinityFilter && host.Address is null)
            {
                verdict.Assume("assumed.host-address", $"The address of {move.Destination.Name} is near the one that the hint {SimpleCIDRAffinityFilter.NearHint} names.");
            }
            else if (!FilterRefusal.Passes(filter, host, spec))
            {
                FilterRefusal.OfState(filter)!.Say(move.Destination.Name, ref verdict);
            }
        }
    }

    /// <summary>The enabled filters of this rule that have something to look at in an instance.</summary>
    public static ImmutableArray<HostFilter> Select(ImmutableArray<HostFilter> enabled, Instance instance)
    {
        RequestSpec spec = SpecOf(instance);
        return [.. enabled.Where(filter => filter switch
        {
            DifferentHostFilter => !spec.Hint("different_host").IsEmpty,
            SameHostFilter => !spec.Hint("same_host").IsEmpty,
            SimpleCIDRAffinityFilter => !spec.Hint(SimpleCIDRAffinityFilter.NearHint).IsEmpty,
            JsonFilter => !spec.Hint("query").IsEmpty,
            ComputeCapabilitiesFilter => spec.ExtraSpecs.Keys.Any(ComputeCapabilitiesFilter.Reads),
            IoOpsFilter or AggregateIoOpsFilter => true,
            _ => false,
        })];
    }

    private static RequestSpec SpecOf(Instance instance) => new()
    {
        InstanceId = instance.Id.Value,
        ExtraSpecs = instance.Flavor.ExtraSpecs,
        Hints = instance.SchedulerHints.ValueOr(ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty),
    };

    private static HostState StateOf(in StateMove move)
    {
        PlanState state = move.State;
        int index = move.DestinationIndex;
        int ioOps = move.Facts.IoOps[index];
        return new HostState
        {
            Host = move.Destination.Name.Value,
            Address = move.Destination.Address.TryGet(out string? address) ? address : null,
            Instances = InstancesOn(state, index),
            InstanceCount = state.InstancesOn(index),
            IoOps = ioOps,
            Aggregates = move.Facts.Aggregates[index],
            Attributes = new Lazy<JsonObject>(() => AttributesOf(state, index, ioOps)),
        };
    }

    private static HashSet<string> InstancesOn(PlanState state, int host)
    {
        HashSet<string> found = [];
        for (int i = 0; i < state.Cluster.Instances.Length; i++)
        {
            if (state.HostOf(i) == host)
            {
                found.Add(state.Cluster.Instances[i].Id.Value);
            }
        }

        return found;
    }

    /// <summary>The attributes of <c>HostState</c> that a snapshot knows, by Nova's names.</summary>
    private static JsonObject AttributesOf(PlanState state, int index, int ioOps)
    {
        Host host = state.Cluster.Hosts[index];
        (long total, long used, double ratio) vcpus = Figures(state, index, ResourceClass.Vcpu);
        (long total, long used, double ratio) memory = Figures(state, index, ResourceClass.MemoryMb);
        (long total, long used, double ratio) disk = Figures(state, index, ResourceClass.DiskGb);
        JsonObject attributes = new()
        {
            ["host"] = host.Name.Value,
            ["nodename"] = host.Name.Value,
            ["uuid"] = host.ProviderId,
            ["total_usable_ram_mb"] = memory.total,
            ["total_usable_disk_gb"] = disk.total,
            ["disk_mb_used"] = disk.used * 1024,
            ["free_ram_mb"] = memory.total - memory.used,
            ["free_disk_mb"] = (disk.total - disk.used) * 1024,
            ["vcpus_total"] = vcpus.total,
            ["vcpus_used"] = vcpus.used,
            ["ram_allocation_ratio"] = memory.ratio,
            ["cpu_allocation_ratio"] = vcpus.ratio,
            ["disk_allocation_ratio"] = disk.ratio,
            ["num_instances"] = state.InstancesOn(index),
            ["num_io_ops"] = ioOps,
            ["failed_builds"] = 0,
            ["hypervisor_hostname"] = host.Name.Value,
            ["stats"] = new JsonObject(),
            ["service"] = new JsonObject { ["disabled"] = !state.IsEnabled(index), ["host"] = host.Name.Value },
        };
        if (host.HypervisorType.TryGet(out string? type))
        {
            attributes["hypervisor_type"] = type;
        }

        if (host.HypervisorVersion.TryGet(out long version))
        {
            attributes["hypervisor_version"] = version;
        }

        if (host.Cpu.TryGet(out HostCpu? cpu))
        {
            attributes["cpu_info"] = new JsonObject
            {
                ["arch"] = cpu.Architecture.Name,
                ["vendor"] = cpu.Vendor,
                ["model"] = cpu.Model,
                ["features"] = new JsonArray([.. cpu.Features.Names.Select(name => JsonValue.Create(name))]),
            }.ToJsonString();
        }

        return attributes;
    }

    private static (long Total, long Used, double Ratio) Figures(PlanState state, int host, ResourceClass resourceClass)
    {
        foreach (Inventory inventory in state.Cluster.Hosts[host].Inventories)
        {
            if (inventory.ResourceClass == resourceClass)
            {
                return (inventory.Total, state.Used(host, state.Cluster.IndexOf(resourceClass)), inventory.AllocationRatio);
            }
        }

        return (0, 0, 1.0);
    }
}
