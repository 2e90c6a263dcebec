using System.Collections.Immutable;

namespace Rebalancer.OpenStack.Answers;

/// <summary>Everything that the APIs of a cloud answered; a default list or an absent key means not asked or not answered.</summary>
internal sealed record CloudAnswers
{
    /// <summary>May name a hypervisor twice: once with its CPU (up to 2.87), once as newer microversions tell it.</summary>
    public ImmutableArray<Located<HypervisorAnswer>> Hypervisors { get; init; }

    public ImmutableArray<Located<ServiceAnswer>> Services { get; init; }

    /// <summary>The servers as listed.</summary>
    public ImmutableArray<Located<ServerAnswer>> Servers { get; init; }

    /// <summary>Servers asked for one by one.</summary>
    public required IReadOnlyDictionary<string, Located<ServerAnswer>> SingleServers { get; init; }

    public required IReadOnlyDictionary<string, Located<TopologyAnswer>> Topologies { get; init; }

    public ImmutableArray<Located<FlavorAnswer>> Flavors { get; init; }

    public ImmutableArray<Located<AggregateAnswer>> Aggregates { get; init; }

    public ImmutableArray<Located<ServerGroupAnswer>> ServerGroups { get; init; }

    public ImmutableArray<Located<MigrationAnswer>> Migrations { get; init; }

    public ImmutableArray<Located<ProviderAnswer>> Providers { get; init; }

    /// <summary>Provider to class to inventory.</summary>
    public required IReadOnlyDictionary<string, Located<InventoryMap>> Inventories { get; init; }

    /// <summary>Provider to class to amount in use.</summary>
    public required IReadOnlyDictionary<string, Located<ImmutableSortedDictionary<string, int>>> Usages { get; init; }

    public required IReadOnlyDictionary<string, Located<ImmutableArray<string>>> Traits { get; init; }

    /// <summary>Provider to the aggregates that Placement has it in.</summary>
    public required IReadOnlyDictionary<string, Located<ImmutableArray<string>>> ProviderAggregates { get; init; }

    /// <summary>Provider to consumer to what it holds.</summary>
    public required IReadOnlyDictionary<string, Located<AllocationMap>> ProviderAllocations { get; init; }

    /// <summary>Consumer to provider to what it holds.</summary>
    public required IReadOnlyDictionary<string, Located<AllocationMap>> ConsumerAllocations { get; init; }

    public required IReadOnlyDictionary<string, Located<ImageAnswer>> Images { get; init; }

    public ImmutableArray<Located<PortAnswer>> Ports { get; init; }
}
