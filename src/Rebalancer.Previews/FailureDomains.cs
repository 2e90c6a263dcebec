using Rebalancer.Goals;
using Rebalancer.Model;

namespace Rebalancer.Previews;

/// <summary>Which hosts fail together, and how far apart hosts are.</summary>
internal static class FailureDomains
{
    private static readonly FailureDomain[] Nested = [FailureDomain.Host, FailureDomain.Rack, FailureDomain.Zone];

    /// <summary>What tells the failure domain of a host from all others; a host of no known rack or zone is one of its own.</summary>
    public static string Of(Cluster cluster, int host, FailureDomain kind) =>
        NameOf(cluster, host, kind) is { } name ? $"named {name}" : $"host {cluster.Hosts[host].Name}";

    /// <summary>The name of a host's rack or zone, where it has one.</summary>
    public static string? NameOf(Cluster cluster, int host, FailureDomain kind) => kind switch
    {
        FailureDomain.Rack => cluster.Hosts[host].Rack,
        FailureDomain.Zone => cluster.ZoneOf(host),
        _ => null,
    };

    /// <summary>How many of host, rack and zone differ.</summary>
    public static int Distance(Cluster cluster, int host, int other) => Nested.Count(kind => Of(cluster, host, kind) != Of(cluster, other, kind));

    /// <summary>How far a host is from the hosts, racks and zones of a wish; 0 where it names none.</summary>
    public static int Distance(Cluster cluster, int host, NearWish wish)
    {
        bool isWithin = (cluster.Hosts[host].Rack is { } rack && wish.Racks.Contains(rack))
            || (cluster.ZoneOf(host) is { } zone && wish.Zones.Contains(zone));
        bool namesNone = wish is { Hosts.IsEmpty: true, Racks.IsEmpty: true, Zones.IsEmpty: true };
        return isWithin || namesNone ? 0 : wish.Hosts.Select(near => cluster.IndexOf(near)).Where(near => near >= 0).Select(near => Distance(cluster, host, near)).DefaultIfEmpty(Nested.Length).Min();
    }
}
