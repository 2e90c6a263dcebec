using System.Collections.Immutable;
using Rebalancer.Cpu;
using Rebalancer.Model;
using Rebalancer.Rules.Filters;

namespace Rebalancer.Rules;

/// <summary>Texts that are equal for instances which no lasting rule tells apart.</summary>
internal sealed class InstanceKeys
{
    private readonly CloudFacts facts;
    private readonly Dictionary<InstanceDemand, int> demands = new(ReferenceEqualityComparer.Instance);
    private readonly bool readsProject;

    /// <summary>Keys for the instances of a cluster.</summary>
    public InstanceKeys(CloudFacts facts)
    {
        this.facts = facts;
        readsProject = facts.Cluster.Options.Filters.LimitsTenantsToAggregates || facts.Has(nameof(AggregateMultiTenancyIsolation));
    }

    /// <summary>The key of an instance.</summary>
    public string Of(int index)
    {
        Instance instance = facts.Cluster.Instances[index];
        ImmutableArray<string> isolated = facts.Cluster.Options.Filters.IsolatedImages;
        StructuralKey key = new StructuralKey()
            .Add(NumberOf(facts.Demands[index]))
            .Add((long)instance.VmState).Add((long)instance.PowerState).Add(instance.TaskState is null).Add(instance.IsLocked)
            .Add(instance.HasShare).Add(instance.IsVolumeBacked).Add(instance.ConfigDrive)
            .Add(!instance.Disks.IsEmpty).Add(instance.Disks.Any(disk => disk.Kind != DiskKind.Swap))
            .Add(instance.Ports.IsKnown).Add(instance.Ports.ValueOr([]).Any(port => port.HasResourceRequest))
            .Add(instance.PinnedZone)
            .Add(instance.Policy.IsKnown).Add(instance.Policy.TryGet(out OwnerPolicy? policy) ? (long)policy.Moves : -1)
            .Add(readsProject ? instance.ProjectId : null)
            .Add(facts.Has(nameof(AggregateTypeAffinityFilter)) ? instance.Flavor.Name : null)
            .Add(instance.Image.Id is { } image && isolated.Contains(image))
            .Add(instance.GuestCpu.IsKnown);
        return key.Add(instance.GuestCpu.TryGet(out HostCpu? guest) ? guest : null).ToString();
    }

    private int NumberOf(InstanceDemand demand)
    {
        if (!demands.TryGetValue(demand, out int number))
        {
            number = demands.Count;
            demands.Add(demand, number);
        }

        return number;
    }
}
