using Rebalancer.Model;
using Rebalancer.OpenStack;
using Rebalancer.OpenStack.Facts;
using Rebalancer.Snapshots;

namespace Rebalancer.Planning.Tests.Recorded;

/// <summary>The clouds recorded from a real Nova.</summary>
internal static class RecordedClouds
{
    private static readonly Dictionary<string, Lazy<Cluster>> Read = new()
    {
        ["recorded"] = new(() => ReadFrom("recorded")),
        ["recorded-numa"] = new(() => ReadFrom("recorded-numa")),
    };

    /// <summary>The cloud of a folder of <c>fixtures</c>.</summary>
    public static Cluster Of(string name) => Read[name].Value;

    /// <summary>A cluster file of <c>fixtures/lab-clouds</c>.</summary>
    public static Cluster OfLab(string name) => ClusterJson.ReadFile(Repository.PathOf("fixtures", "lab-clouds", name + ".json")).OrThrow();

    private static Cluster ReadFrom(string name)
    {
        string recording = Repository.PathOf("fixtures", name);
        return RecordedCloud.Read(recording, FactsFile.Read(File.ReadAllBytes(Path.Combine(recording, "facts.yaml")), "facts.yaml").OrThrow()).OrThrow();
    }
}
