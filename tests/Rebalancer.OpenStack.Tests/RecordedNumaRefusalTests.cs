using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.OpenStack.Tests;

/// <summary>What the rules say about a cloud that Nova filled: who holds what a guest lacks.</summary>
public class RecordedNumaRefusalTests
{
    [Theory]
    [InlineData("gpu-1", "compute5", "On compute5, cell 0 has 2 free dedicated CPUs of the 4 needed; 4 more are held by dpdk-3.")]
    [InlineData("gpu-2", "compute5", "On compute5, cell 1 has 0 free dedicated CPUs of the 4 needed; 6 more are held by gpu-1 (4) and cells-2 (2).")]
    [InlineData("gpu-2", "compute5", "On compute5, no choice of cells has enough free PCI devices near enough; 1 of the kind is held by gpu-1.")]
    [InlineData("smt-1", "compute1", "On compute1, cell 0 has 2 free dedicated CPUs of the 4 needed; 10 more are held by emul-2 (4), mixed-1 (2), pinned-image (2) and 1 more.")]
    [InlineData("iso-1", "compute1", "On compute1, cell 1 has 0 free dedicated CPUs of the 2 needed; 12 more are held by smt-2 (4), uneven (4) and vnf-1 (4).")]
    public void A_refusal_names_who_holds_what_is_missing(string instance, string destination, string sentence)
    {
        Cluster cloud = Fixture.Numa;
        PlanState state = PlanState.Of(cloud);
        int index = cloud.IndexOf(cloud.Instance(instance).Id);
        int host = cloud.IndexOf(new HostName(destination));
        Assert.Contains(sentence, MigrationRules.CheckState(state, index, host, MoveKind.Cold, Profile.PlainNova).Refusals.Select(refusal => refusal.Message));
    }
}
