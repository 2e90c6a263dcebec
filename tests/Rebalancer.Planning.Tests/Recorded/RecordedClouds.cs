using Rebalancer.Model;
using Rebalancer.OpenStack;
using Rebalancer.OpenStack.Facts;

namespace Rebalancer.Planning.Tests.Recorded;

/// <summary>The clouds recorded from a real Nova, each read once.</summary>
internal static class RecordedClouds
{
    private static readonly Dictionary<string, Lazy<Cluster>> Read = new()
    {
        ["recorded"] = new(() => ReadFrom("recorded")),
        ["recorded-numa"] = new(() => ReadFrom("recorded-numa")),
    };

    /// <summary>The cloud of a folder of <c>fixtures</c>.</summary>
    public static Cluster Of(string name) => Read[name].Value;

    private static Cluster ReadFrom(string name)
    {
        string recording = Repository.PathOf("fixtures", name);
        return RecordedCloud.Read(recording, FactsFile.Read(File.ReadAllBytes(Path.Combine(recording, "facts.yaml")), "facts.yaml").OrThrow()).OrThrow();
    }
}
