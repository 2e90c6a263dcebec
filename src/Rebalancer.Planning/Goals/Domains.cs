using Rebalancer.Goals;
using Rebalancer.Model;

namespace Rebalancer.Planning.Goals;

/// <summary>Tells which hosts fail together.</summary>
internal static class Domains
{
    /// <summary>By host: the number of its failure domain. A host of no known rack or zone is a domain of its own.</summary>
    public static int[] Of(Cluster cluster, FailureDomain kind)
    {
        Dictionary<string, int> numbers = new(StringComparer.Ordinal);
        var domains = new int[cluster.Hosts.Length];
        for (int host = 0; host < domains.Length; host++)
        {
            string? name = kind switch
            {
                FailureDomain.Rack => cluster.Hosts[host].Rack,
                FailureDomain.Zone => cluster.ZoneOf(host),
                _ => null,
            };
            string key = name is null ? $"host {host}" : $"named {name}";
            if (!numbers.TryGetValue(key, out domains[host]))
            {
                numbers.Add(key, domains[host] = numbers.Count);
            }
        }

        return domains;
    }

    /// <summary>Whether a host is in a rack of this name.</summary>
    public static bool HasRack(Cluster cluster, string rack) => cluster.Hosts.Any(host => host.Rack == rack);
}
