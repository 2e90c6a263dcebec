using Rebalancer.Model;

namespace Rebalancer.Cli.Output;

/// <summary>What a new cluster file holds, as JSON.</summary>
internal static class ClusterSummaryJson
{
    public static void Write(TextWriter output, Cluster cluster, string file) => Json.Write(output, "snapshot-summary", writer =>
    {
        writer.WriteString("file", file);
        writer.WriteNumber("hosts", cluster.Hosts.Length);
        writer.WriteNumber("instances", cluster.Instances.Length);
        writer.WriteNumber("serverGroups", cluster.ServerGroups.Length);
        writer.WriteNumber("aggregates", cluster.Aggregates.Length);
        writer.WriteNumber("movesInFlight", cluster.MovesInFlight.Length);
        FindingsJson.Write(writer, "warnings", cluster.Warnings);
    });
}
