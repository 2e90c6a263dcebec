using Rebalancer.Model;

namespace Rebalancer.Previews.Text;

/// <summary>How instances are called in a report: by name where it is unique in the cluster, else with the start of the id.</summary>
internal sealed class InstanceNames
{
    private readonly Cluster? cluster;
    private readonly HashSet<string> shared;

    public InstanceNames(Cluster? cluster)
    {
        this.cluster = cluster;
        shared = cluster is null
            ? []
            : [.. cluster.Instances.GroupBy(instance => instance.Name, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key)];
    }

    /// <summary>A short label.</summary>
    public string Of(InstanceId id)
    {
        string? name = NameOf(id);
        return name is null ? id.ToString() : shared.Contains(name) ? $"{name} ({Start(id)})" : name;
    }

    /// <summary>Name and whole id.</summary>
    public string InFull(InstanceId id) => NameOf(id) is { } name ? $"{name} ({id})" : id.ToString();

    private static string Start(InstanceId id)
    {
        string text = id.ToString();
        return text.Length <= 8 ? text : text[..8];
    }

    private string? NameOf(InstanceId id) =>
        cluster is not null && cluster.IndexOf(id) is >= 0 and var index && cluster.Instances[index].Name is { Length: > 0 } name ? name : null;
}
