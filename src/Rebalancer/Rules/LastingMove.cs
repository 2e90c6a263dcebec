using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Rules.Assumptions;

namespace Rebalancer.Rules;

/// <summary>A move as the lasting rules see it: what the snapshot and the facts say, no usage.</summary>
internal readonly ref struct LastingMove
{
    /// <summary>Looks at a move.</summary>
    public LastingMove(CloudFacts facts, int instance, int source, int destination, MoveKind kind, Profile profile)
    {
        Facts = facts;
        InstanceIndex = instance;
        SourceIndex = source;
        DestinationIndex = destination;
        Kind = kind;
        Profile = profile;
    }

    /// <summary>What follows from the cluster as a whole.</summary>
    public CloudFacts Facts { get; }

    /// <summary>The instance's index.</summary>
    public int InstanceIndex { get; }

    /// <summary>The source's index.</summary>
    public int SourceIndex { get; }

    /// <summary>The destination's index.</summary>
    public int DestinationIndex { get; }

    /// <summary>The kind of move.</summary>
    public MoveKind Kind { get; }

    /// <summary>The policies.</summary>
    public Profile Profile { get; }

    /// <summary>The cluster.</summary>
    public Cluster Cluster => Facts.Cluster;

    /// <summary>The cloud's settings.</summary>
    public CloudOptions Options => Facts.Cluster.Options;

    /// <summary>The instance.</summary>
    public Instance Instance => Facts.Cluster.Instances[InstanceIndex];

    /// <summary>The host it would leave.</summary>
    public Host Source => Facts.Cluster.Hosts[SourceIndex];

    /// <summary>The host it would go to.</summary>
    public Host Destination => Facts.Cluster.Hosts[DestinationIndex];

    /// <summary>What it asks of a new host.</summary>
    public InstanceDemand Demand => Facts.Demands[InstanceIndex];

    /// <summary>Flavor and image together.</summary>
    public GuestSpecs Specs => new(Instance.Flavor, InstanceDemand.ImageOf(Instance));

    /// <summary>Whether memory goes over the wire while the guest runs.</summary>
    public bool IsLive => Kind is MoveKind.Live or MoveKind.BlockLive;

    /// <summary>A fact of both hosts as it is known or assumed.</summary>
    public HostPair<T> Both<T>(ImmutableArray<HostFact<T>> facts) => new(facts[SourceIndex], facts[DestinationIndex]);
}
