namespace Rebalancer.Model.Checks;

/// <summary>Where hosts and instances stand in the parts of a cluster; of repeated names the first.</summary>
internal sealed class PartIndex
{
    private readonly Dictionary<HostName, int> hosts = [];
    private readonly Dictionary<InstanceId, int> instances = [];

    public PartIndex(ClusterParts parts)
    {
        for (int i = 0; i < parts.Hosts.Length; i++)
        {
            hosts.TryAdd(parts.Hosts[i].Name, i);
        }

        for (int i = 0; i < parts.Instances.Length; i++)
        {
            instances.TryAdd(parts.Instances[i].Id, i);
        }
    }

    /// <summary>The index of a host, or -1.</summary>
    public int Of(HostName host) => hosts.GetValueOrDefault(host, -1);

    /// <summary>The index of an instance, or -1.</summary>
    public int Of(InstanceId instance) => instances.GetValueOrDefault(instance, -1);
}
