using Rebalancer.Findings;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.OpenStack.Tests;

/// <summary>A cloud in which Nova has pinned two guests on one CPU.</summary>
public sealed class PinClashTests : IDisposable
{
    private const string TopologyOfMixed1 = "compute-servers-9979bd93-5082-4fe6-bdc1-07e18cf2a769-topology-2.93.json";

    private readonly RecordedCopy copy = new("recorded-numa");

    public PinClashTests()
    {
        // The CPUs of pinned-image, on the same host.
        copy.Replace(TopologyOfMixed1, "\"2\": 5", "\"2\": 4");
        copy.Replace(TopologyOfMixed1, "\"3\": 21", "\"3\": 20");
    }

    public void Dispose() => copy.Dispose();

    [Fact]
    public void Only_its_host_is_closed_to_guests_with_cells()
    {
        Checked<Cluster> outcome = RecordedCloud.Read(copy.Folder, Fixture.Facts("recorded-numa"));
        Finding told = Assert.Single(outcome.Findings, finding => finding.Code == "answers.pins-clash");
        Assert.Equal(Severity.Warning, told.Severity);
        Assert.Contains("'pinned-image' and 'mixed-1' are both pinned on CPU 4 of compute1", told.Message, StringComparison.Ordinal);

        Cluster cloud = outcome.OrThrow();
        Assert.False(cloud.Host("compute1").Topology.IsKnown);
        Assert.All(cloud.Instances, instance => Assert.Equal(instance.Host == new HostName("compute1"), !instance.Placement.IsKnown));
        PlanState state = PlanState.Of(cloud);
        Verdict verdict = MigrationRules.Check(state, cloud.IndexOf(cloud.Instance("vnf-2").Id), cloud.IndexOf(new HostName("compute1")), MoveKind.Cold, Profile.RedHat);
        Assert.Contains(verdict.Refusals, refusal => refusal.Code == "policy.unknown-topology");
    }
}
