using Rebalancer.Model;
using Rebalancer.Rules;

namespace Rebalancer.Testing.Generation;

/// <summary>A cloud that is being put together: hosts first, then instances where there is room, then what happened to them.</summary>
internal sealed class CloudDraft
{
    private readonly Dictionary<(string Flavor, string? Image, bool IsVolumeBacked, string Ports), InstanceDemand> demands = [];

    public CloudDraft(CloudShape shape, SeededRandom random, CloudOptions options)
    {
        Shape = shape;
        Random = random;
        Options = options;
    }

    /// <summary>The shape, with the features that this cloud leaves out at 0.</summary>
    public CloudShape Shape { get; }

    /// <summary>The source of all choices.</summary>
    public SeededRandom Random { get; }

    /// <summary>Settings of the cloud.</summary>
    public CloudOptions Options { get; set; }

    /// <summary>The hosts.</summary>
    public List<Host> Hosts { get; } = [];

    /// <summary>The aggregates.</summary>
    public List<Aggregate> Aggregates { get; } = [];

    /// <summary>The instances: first without a place, later only those that found one.</summary>
    public List<Instance> Instances { get; set; } = [];

    /// <summary>The server groups.</summary>
    public List<ServerGroup> Groups { get; } = [];

    /// <summary>The migrations that have begun.</summary>
    public List<MoveInFlight> MovesInFlight { get; } = [];

    /// <summary>What is used of each host, in the order of <see cref="Hosts"/>.</summary>
    public List<HostRoom> Rooms { get; } = [];

    /// <summary>What an instance asks of a new host.</summary>
    public InstanceDemand DemandOf(Instance instance)
    {
        string ports = string.Join(',', instance.Ports.ValueOr([]).Select(port => port.VnicType));
        (string, string?, bool, string) key = (instance.Flavor.Name, instance.Image.Id, instance.IsVolumeBacked.ValueOr(false), ports);
        if (!demands.TryGetValue(key, out InstanceDemand? demand))
        {
            demands.Add(key, demand = InstanceDemand.Of(instance, Options));
        }

        return demand;
    }

    /// <summary>The place of a host in <see cref="Hosts"/>.</summary>
    public int IndexOf(HostName host) => Hosts.FindIndex(candidate => candidate.Name == host);

    /// <summary>The parts, ready to be checked.</summary>
    public ClusterParts ToParts() => new()
    {
        Hosts = [.. Hosts],
        Instances = [.. Instances],
        ServerGroups = [.. Groups],
        Aggregates = [.. Aggregates],
        MovesInFlight = [.. MovesInFlight],
        Options = Options,
    };
}
