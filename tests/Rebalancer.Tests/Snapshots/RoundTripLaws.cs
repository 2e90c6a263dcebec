using FsCheck.Xunit;
using Rebalancer.Findings;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;
using Rebalancer.Snapshots;
using Rebalancer.Testing;

namespace Rebalancer.Tests.Snapshots;

[Properties(Arbitrary = [typeof(CloudArbitraries)], MaxTest = 300)]
public class RoundTripLaws
{
    [Property]
    public void Any_cloud_survives_writing_and_reading(SmallCloud cloud)
    {
        byte[] written = ClusterJson.ToUtf8(cloud.Cluster);
        Checked<Cluster> read = ClusterJson.Read(written);
        Assert.Equal(Structure.Describe(cloud.Cluster.ToParts()), Structure.Describe(read.OrThrow().ToParts()));
        Assert.Equal(written, ClusterJson.ToUtf8(read.OrThrow()));
        Assert.Equal(
            cloud.Cluster.Warnings.Select(warning => (warning.Code, warning.Path)).Order(),
            read.Findings.Select(warning => (warning.Code, warning.Path)).Order());
        Assert.All(read.Findings, finding => Assert.NotNull(finding.Line));
    }

    [Property]
    public void Any_steps_survive_writing_and_reading(TinyPlan plan)
    {
        Plan whole = new()
        {
            Goal = new DrainGoal([new HostName("any")]),
            Profile = Profile.RedHat,
            Outcome = PlanOutcome.Feasible,
            Steps = plan.Steps,
        };
        byte[] written = PlanJson.ToUtf8(whole);
        Plan read = PlanJson.Read(written).OrThrow();
        Assert.Equal(Structure.Describe(whole), Structure.Describe(read));
        Assert.Equal(written, PlanJson.ToUtf8(read));
    }
}
