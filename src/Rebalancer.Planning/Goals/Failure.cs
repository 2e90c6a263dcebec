using Rebalancer.Goals;
using Rebalancer.Model;

namespace Rebalancer.Planning.Goals;

/// <summary>Hosts that may fail together.</summary>
/// <param name="Hosts">Their indexes; at least one.</param>
/// <param name="Rack">The rack that they are, or <c>null</c> where they are one host.</param>
internal sealed record Failure(int[] Hosts, string? Rack)
{
    /// <summary>What may fail by some limits, each host and each rack once.</summary>
    public static Failure[] Of(Cluster cluster, PlanLimits limits) =>
    [
        .. limits.Survives.Distinct().Select(host => new Failure([cluster.IndexOf(host)], null)),
        .. limits.SurvivesRacks.Distinct().Select(rack => new Failure([.. Enumerable.Range(0, cluster.Hosts.Length).Where(host => cluster.Hosts[host].Rack == rack)], rack)),
    ];

    /// <summary>Whether a host is one of them.</summary>
    public bool Takes(int host) => Array.IndexOf(Hosts, host) >= 0;
}
