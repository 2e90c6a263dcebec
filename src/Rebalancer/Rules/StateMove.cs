using Rebalancer.Model;
using Rebalancer.Plans;

namespace Rebalancer.Rules;

/// <summary>A move as the rules of the state see it: who holds what at one moment of a plan.</summary>
internal readonly ref struct StateMove
{
    /// <summary>Looks at a move.</summary>
    public StateMove(CloudFacts facts, PlanState state, int instance, int destination, MoveKind kind, Profile profile)
    {
        Facts = facts;
        State = state;
        InstanceIndex = instance;
        DestinationIndex = destination;
        Kind = kind;
        Profile = profile;
    }

    /// <summary>What follows from the cluster as a whole.</summary>
    public CloudFacts Facts { get; }

    /// <summary>Who holds what.</summary>
    public PlanState State { get; }

    /// <summary>The instance's index.</summary>
    public int InstanceIndex { get; }

    /// <summary>The destination's index.</summary>
    public int DestinationIndex { get; }

    /// <summary>The kind of move.</summary>
    public MoveKind Kind { get; }

    /// <summary>The policies.</summary>
    public Profile Profile { get; }

    /// <summary>The host the instance is settled on.</summary>
    public int SourceIndex => State.HostOf(InstanceIndex);

    /// <summary>The cluster.</summary>
    public Cluster Cluster => Facts.Cluster;

    /// <summary>The instance.</summary>
    public Instance Instance => Facts.Cluster.Instances[InstanceIndex];

    /// <summary>The host it would leave.</summary>
    public Host Source => Facts.Cluster.Hosts[SourceIndex];

    /// <summary>The host it would go to.</summary>
    public Host Destination => Facts.Cluster.Hosts[DestinationIndex];

    /// <summary>What it asks of a new host.</summary>
    public InstanceDemand Demand => Facts.Demands[InstanceIndex];

    /// <summary>Whether memory goes over the wire while the guest runs.</summary>
    public bool IsLive => Kind is MoveKind.Live or MoveKind.BlockLive;
}
