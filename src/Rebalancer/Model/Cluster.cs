using System.Collections.Frozen;
using System.Collections.Immutable;
using Rebalancer.Findings;
using Rebalancer.Notebooks;

namespace Rebalancer.Model;

/// <summary>An immutable, checked snapshot of a cloud; every query goes through it.</summary>
/// <remarks>Hosts and instances have dense indexes: their places in <see cref="Hosts"/> and <see cref="Instances"/>.</remarks>
[TypeFormatterSource]
public sealed class Cluster
{
    private readonly ClusterParts parts;
    private readonly FrozenDictionary<HostName, int> hostIndexes;
    private readonly FrozenDictionary<InstanceId, int> instanceIndexes;
    private readonly ImmutableArray<ImmutableArray<int>> instancesByHost;
    private readonly ImmutableArray<ImmutableArray<int>> groupsByInstance;
    private readonly ImmutableArray<ImmutableArray<int>> aggregatesByHost;
    private readonly FrozenDictionary<ResourceClass, int> resourceIndexes;

    private Cluster(ClusterParts parts, ImmutableArray<Finding> warnings)
    {
        this.parts = parts;
        Warnings = warnings;
        hostIndexes = parts.Hosts.Select((host, index) => (host.Name, index)).ToFrozenDictionary(pair => pair.Name, pair => pair.index);
        instanceIndexes = parts.Instances.Select((instance, index) => (instance.Id, index)).ToFrozenDictionary(pair => pair.Id, pair => pair.index);
        ILookup<HostName, int> byHost = Enumerable.Range(0, parts.Instances.Length).ToLookup(i => parts.Instances[i].Host);
        instancesByHost = [.. parts.Hosts.Select(host => byHost[host.Name].ToImmutableArray())];
        ILookup<InstanceId, int> groups = parts.ServerGroups
            .SelectMany((group, index) => group.Members.Distinct().Select(member => (member, index)))
            .ToLookup(pair => pair.member, pair => pair.index);
        groupsByInstance = [.. parts.Instances.Select(instance => groups[instance.Id].ToImmutableArray())];
        ILookup<HostName, int> aggregates = parts.Aggregates
            .SelectMany((aggregate, index) => aggregate.Hosts.Distinct().Select(host => (host, index)))
            .ToLookup(pair => pair.host, pair => pair.index);
        aggregatesByHost = [.. parts.Hosts.Select(host => aggregates[host.Name].ToImmutableArray())];
        ResourceClasses = [.. parts.Hosts.SelectMany(host => host.Inventories.Select(inventory => inventory.ResourceClass))
            .Concat(parts.Instances.SelectMany(instance => instance.Allocations.Keys))
            .Concat(parts.MovesInFlight.SelectMany(move => move.OtherAllocations.Keys))
            .Concat([ResourceClass.Vcpu, ResourceClass.Pcpu, ResourceClass.MemoryMb, ResourceClass.DiskGb])
            .Distinct().Order()];
        resourceIndexes = ResourceClasses.Select((name, index) => (name, index)).ToFrozenDictionary(pair => pair.name, pair => pair.index);
    }

    /// <summary>The hosts, in the order of the input.</summary>
    public ImmutableArray<Host> Hosts => parts.Hosts;

    /// <summary>The instances, in the order of the input.</summary>
    public ImmutableArray<Instance> Instances => parts.Instances;

    /// <summary>The server groups, in the order of the input.</summary>
    public ImmutableArray<ServerGroup> ServerGroups => parts.ServerGroups;

    /// <summary>The aggregates, in the order of the input.</summary>
    public ImmutableArray<Aggregate> Aggregates => parts.Aggregates;

    /// <summary>Migrations that had begun when the snapshot was taken.</summary>
    public ImmutableArray<MoveInFlight> MovesInFlight => parts.MovesInFlight;

    /// <summary>Settings of the whole cloud.</summary>
    public CloudOptions Options => parts.Options;

    /// <summary>What was doubtful when it was read, then what was found when it was checked; no errors among it.</summary>
    public ImmutableArray<Finding> Warnings { get; }

    /// <summary>Every resource class that occurs, sorted; the four common ones always.</summary>
    public ImmutableArray<ResourceClass> ResourceClasses { get; }

    /// <summary>Checks the parts and makes a cluster of them.</summary>
    /// <param name="parts">What the cluster is built from.</param>
    /// <returns>The cluster, or the errors that prevent it; warnings in either case.</returns>
    public static Checked<Cluster> Build(ClusterParts parts) => BuildChecked(parts, ClusterChecks.Run(parts));

    /// <summary>Makes a cluster of parts that were checked with these findings.</summary>
    internal static Checked<Cluster> BuildChecked(ClusterParts parts, ImmutableArray<Finding> found)
    {
        ImmutableArray<Finding> findings = parts.Doubts.IsDefaultOrEmpty ? found : [.. parts.Doubts, .. found];
        bool usable = findings.All(finding => finding.Severity != Severity.Error);
        return new Checked<Cluster>(usable ? new Cluster(parts, findings) : null, findings);
    }

    /// <summary>The parts this cluster was built from.</summary>
    public ClusterParts ToParts() => parts;

    /// <summary>The index of a host, or -1.</summary>
    public int IndexOf(HostName host) => hostIndexes.TryGetValue(host, out int index) ? index : -1;

    /// <summary>The index of an instance, or -1.</summary>
    public int IndexOf(InstanceId instance) => instanceIndexes.TryGetValue(instance, out int index) ? index : -1;

    /// <summary>The index of a resource class in <see cref="ResourceClasses"/>, or -1.</summary>
    public int IndexOf(ResourceClass resourceClass) => resourceIndexes.TryGetValue(resourceClass, out int index) ? index : -1;

    /// <summary>The indexes of the instances that Nova counts on a host, ascending.</summary>
    public ImmutableArray<int> InstancesOn(int host) => instancesByHost[host];

    /// <summary>The indexes of the server groups of an instance, ascending.</summary>
    public ImmutableArray<int> GroupsOf(int instance) => groupsByInstance[instance];

    /// <summary>The indexes of the aggregates of a host, ascending.</summary>
    public ImmutableArray<int> AggregatesOf(int host) => aggregatesByHost[host];

    /// <summary>The availability zone that the host's aggregates name, or <c>null</c> for the default zone.</summary>
    public string? ZoneOf(int host)
    {
        foreach (int aggregate in aggregatesByHost[host])
        {
            if (parts.Aggregates[aggregate].Metadata.TryGetValue("availability_zone", out string? zone))
            {
                return zone;
            }
        }

        return null;
    }
}
