using Rebalancer.Findings;
using Rebalancer.Model;
using Rebalancer.OpenStack.Facts;

namespace Rebalancer.OpenStack.Tests;

/// <summary>Finds the recorded clouds of the repository and reads each once.</summary>
internal static class Fixture
{
    private static readonly Lazy<Cluster> RecordedCluster = new(() => Read("recorded"));
    private static readonly Lazy<Cluster> NumaCluster = new(() => Read("recorded-numa"));

    public static Cluster Recorded => RecordedCluster.Value;

    public static Cluster Numa => NumaCluster.Value;

    public static string Folder(string name) => Repository.PathOf("fixtures", name);

    public static FactsFile Facts(string name) =>
        FactsFile.Read(File.ReadAllBytes(Path.Combine(Folder(name), "facts.yaml")), "facts.yaml").OrThrow();

    public static Host Host(this Cluster cluster, string name) => cluster.Hosts[cluster.IndexOf(new HostName(name))];

    public static Instance Instance(this Cluster cluster, string name) => cluster.Instances.Single(instance => instance.Name == name);

    private static Cluster Read(string name)
    {
        Checked<Cluster> outcome = RecordedCloud.Read(Folder(name), Facts(name));
        Assert.DoesNotContain(outcome.Findings, finding => finding.Severity == Severity.Error);
        return outcome.OrThrow();
    }
}
