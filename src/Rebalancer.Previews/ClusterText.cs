using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Previews.Text;

namespace Rebalancer.Previews;

/// <summary>A short overview of a cluster as plain text.</summary>
public static class ClusterText
{
    /// <summary>Writes what a cluster holds: each host with its state and use, moves in flight, how many warnings.</summary>
    /// <param name="writer">Where to; gets no control characters but line ends.</param>
    /// <param name="cluster">The cluster.</param>
    /// <param name="width">Characters per line; at least 40 are used.</param>
    public static void Write(TextWriter writer, Cluster cluster, int width = 100)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        Write(new Page(writer, width), cluster);
    }

    /// <summary>The same in any form.</summary>
    internal static void Write(IOutline page, Cluster cluster)
    {
        string[] counts =
        [
            Units.Count(cluster.Hosts.Length, "host"),
            Units.Count(cluster.Instances.Length, "instance"),
            Units.Count(cluster.ServerGroups.Length, "server group"),
            Units.Count(cluster.Aggregates.Length, "aggregate"),
            Units.Count(cluster.MovesInFlight.Length, "move") + " in flight",
        ];
        page.Paragraph(string.Join(", ", counts), 0, 2);
        if (cluster.Hosts.IsEmpty)
        {
            return;
        }

        page.Blank();
        WriteHosts(page, cluster);
        WriteMoves(page, cluster);
        if (!cluster.Warnings.IsEmpty)
        {
            page.Heading($"{Units.Count(cluster.Warnings.Length, "warning")} about this cluster travel with every plan.");
        }
    }

    private static void WriteHosts(IOutline page, Cluster cluster)
    {
        PlanState state = PlanState.Of(cluster);
        ImmutableArray<int> classes =
        [
            .. new[] { ResourceClass.Vcpu, ResourceClass.Pcpu, ResourceClass.MemoryMb, ResourceClass.DiskGb }
                .Select(resourceClass => cluster.IndexOf(resourceClass))
                .Where(index => Enumerable.Range(0, cluster.Hosts.Length).Any(host => state.CapacityOf(host, index) > 0)),
        ];
        Table table = new(
        [
            ("host", Align.Left),
            ("state", Align.Left),
            ("zone", Align.Left),
            ("instances", Align.Right),
            .. classes.Select(index => (Title(cluster.ResourceClasses[index]), Align.Right)),
        ]);
        for (int host = 0; host < cluster.Hosts.Length; host++)
        {
            table.Add(
            [
                cluster.Hosts[host].Name.ToString(),
                StateOf(cluster.Hosts[host].Service),
                cluster.ZoneOf(host) ?? cluster.Options.DefaultZone.ValueOr("nova"),
                $"{state.InstancesOn(host)}",
                .. classes.Select(index => Use(cluster.ResourceClasses[index], state.Used(host, index), state.CapacityOf(host, index))),
            ]);
        }

        page.Table(table);
    }

    private static void WriteMoves(IOutline page, Cluster cluster)
    {
        if (cluster.MovesInFlight.IsEmpty)
        {
            return;
        }

        InstanceNames names = new(cluster);
        page.Heading("Moves in flight");
        foreach (MoveInFlight move in cluster.MovesInFlight)
        {
            string rests = move.AwaitsConfirm ? ", waits to be confirmed or reverted" : "";
            string destination = move.Destination?.ToString() ?? "a host not yet chosen";
            page.Paragraph($"- {names.Of(move.Instance)}: {move.Kind}, {move.Status}, {move.Source} -> {destination}{rests}", 2, 2);
        }
    }

    private static string Title(ResourceClass resourceClass) =>
        Units.UnitOf(resourceClass) is { Length: > 0 } unit ? $"{resourceClass}, {unit}" : resourceClass.ToString();

    private static string Use(ResourceClass resourceClass, long used, long capacity) =>
        $"{Units.Amount(resourceClass, used)} / {Units.Amount(resourceClass, capacity)}";

    private static string StateOf(ComputeService service)
    {
        string up = service.IsForcedDown ? "forced down" : service.IsUp ? "up" : "down";
        return service.IsEnabled ? up : $"{up}, disabled";
    }
}
