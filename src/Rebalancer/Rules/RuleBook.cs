using System.Collections.Immutable;
using Rebalancer.Rules.Cells;
using Rebalancer.Rules.Cpus;
using Rebalancer.Rules.Devices;
using Rebalancer.Rules.Filters;
using Rebalancer.Rules.Groups;
using Rebalancer.Rules.Hosts;
using Rebalancer.Rules.Instances;
using Rebalancer.Rules.Requests;
using Rebalancer.Rules.Storage;

namespace Rebalancer.Rules;

/// <summary>Every rule, in the order in which Nova comes to it: API, conductor, Placement, scheduler, destination.</summary>
internal static class RuleBook
{
    /// <summary>The rules that no usage changes.</summary>
    public static readonly ImmutableArray<ILastingRule> Lasting =
    [
        new InstanceStateRule(),
        new TaskStateRule(),
        new LockRule(),
        new ShareRule(),
        new AcceleratorRule(),
        new VtpmRule(),
        new MemoryEncryptionRule(),
        new OwnerRule(),
        new PowerStateRule(),
        new SourceServiceRule(),
        new DestinationServiceRule(),
        new HypervisorRule(),
        new CellRule(),
        new ZoneRule(),
        new TenantAggregateRule(),
        new IsolatedAggregateRule(),
        new ProviderRule(),
        new InventoryRule(),
        new TraitRule(),
        new FilterRule(),
        new FlavorPciRule(),
        new VgpuRule(),
        new SriovDowntimeRule(),
        new UnknownTopologyRule(),
        new ArchitectureRule(),
        new CpuModelRule(),
        new CpuCompareRule(),
        new SharedSetRule(),
        new LiveStorageRule(),
        new ColdStorageRule(),
        new ConfigDriveRule(),
        new DataLossRule(),
    ];

    /// <summary>The rules of who holds what at the moment.</summary>
    public static readonly ImmutableArray<IStateRule> OfState =
    [
        new SameHostRule(),
        new DestinationEnabledRule(),
        new OverfullSourceRule(),
        new CapacityRule(),
        new InstanceCountRule(),
        new StateFilterRule(),
        new AntiAffinityRule(),
        new AffinityRule(),
        new TopologyRule(),
    ];
}
