using System.Text.Json.Nodes;

namespace Rebalancer.Cli.Tests;

/// <summary>A cluster file in which a host has failed.</summary>
internal static class FailedHost
{
    /// <summary>The same cluster with the service of one host down.</summary>
    public static string In(string cluster, string host)
    {
        JsonNode document = JsonNode.Parse(cluster)!;
        document["hosts"]!.AsArray().Single(one => one!["name"]!.GetValue<string>() == host)!["service"]!["isUp"] = false;
        return document.ToJsonString();
    }
}
