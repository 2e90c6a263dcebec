using Rebalancer.Model;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Compilation;

/// <summary>Hosts that may take instances, in classes: all hosts of one allow the same moves by the lasting rules, and a move to each of them costs the same.</summary>
internal sealed class DestinationClasses
{
    private DestinationClasses(int[][] hosts) => Hosts = hosts;

    /// <summary>By class: its hosts, in ascending order; none is empty.</summary>
    public int[][] Hosts { get; }

    /// <summary>The classes of the hosts that take instances.</summary>
    public static DestinationClasses Of(Cluster cluster, MoveClasses classes, IReadOnlyList<bool> takes) => new(
        [.. Enumerable.Range(0, takes.Count).Where(host => takes[host]).GroupBy(host => KeyOf(cluster, classes, host)).Select(group => group.ToArray())]);

    /// <summary>What <see cref="Plans.MoveEstimate"/> asks of a destination beside what the lasting rules do.</summary>
    private static (int Class, long Bandwidth, string? Link, ImagesBackend? Backend, string? Path) KeyOf(Cluster cluster, MoveClasses classes, int host)
    {
        Host read = cluster.Hosts[host];
        return (
            classes.HostClassOf(host),
            read.Migration.BandwidthMbps.ValueOr(-1),
            read.Migration.Link.TryGet(out string? link) ? link : null,
            read.Storage.Backend.TryGet(out ImagesBackend backend) ? backend : null,
            read.Storage.SharedPathGroup.TryGet(out string? path) ? path : null);
    }
}
