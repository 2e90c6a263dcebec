using System.Collections.Immutable;

namespace Rebalancer.OpenStack.Answers;

/// <summary>Answers while they come in; a list is there once it was answered, be it empty.</summary>
internal sealed class CollectedAnswers
{
    public List<Located<HypervisorAnswer>>? Hypervisors { get; set; }

    public List<Located<ServiceAnswer>>? Services { get; set; }

    public List<Located<ServerAnswer>>? Servers { get; set; }

    public List<Located<FlavorAnswer>>? Flavors { get; set; }

    public List<Located<AggregateAnswer>>? Aggregates { get; set; }

    public List<Located<ServerGroupAnswer>>? ServerGroups { get; set; }

    public List<Located<MigrationAnswer>>? Migrations { get; set; }

    public List<Located<ProviderAnswer>>? Providers { get; set; }

    public List<Located<PortAnswer>>? Ports { get; set; }

    public Dictionary<string, Located<ServerAnswer>> SingleServers { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, Located<TopologyAnswer>> Topologies { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, Located<InventoryMap>> Inventories { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, Located<ImmutableSortedDictionary<string, int>>> Usages { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, Located<ImmutableArray<string>>> Traits { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, Located<ImmutableArray<string>>> ProviderAggregates { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, Located<AllocationMap>> ProviderAllocations { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, Located<AllocationMap>> ConsumerAllocations { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, Located<ImageAnswer>> Images { get; } = new(StringComparer.Ordinal);

    /// <summary>All that came in.</summary>
    public CloudAnswers ToAnswers() => new()
    {
        Hypervisors = Array(Hypervisors),
        Services = Array(Services),
        Servers = Array(Servers),
        Flavors = Array(Flavors),
        Aggregates = Array(Aggregates),
        ServerGroups = Array(ServerGroups),
        Migrations = Array(Migrations),
        Providers = Array(Providers),
        Ports = Array(Ports),
        SingleServers = SingleServers,
        Topologies = Topologies,
        Inventories = Inventories,
        Usages = Usages,
        Traits = Traits,
        ProviderAggregates = ProviderAggregates,
        ProviderAllocations = ProviderAllocations,
        ConsumerAllocations = ConsumerAllocations,
        Images = Images,
    };

    private static ImmutableArray<Located<T>> Array<T>(List<Located<T>>? list) => list is null ? default : [.. list];
}
