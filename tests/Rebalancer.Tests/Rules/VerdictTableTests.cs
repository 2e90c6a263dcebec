using FsCheck.Xunit;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;
using Rebalancer.Testing;

namespace Rebalancer.Tests.Rules;

[Properties(Arbitrary = [typeof(CloudArbitraries)])]
public sealed class VerdictTableTests
{
    [Cases(40)]
    public void A_table_answers_what_the_rules_answer_when_asked_once_and_again(SmallCloud cloud)
    {
        Cluster cluster = cloud.Cluster;
        var state = PlanState.Of(cluster);
        foreach (Profile profile in new[] { Profile.PlainNova, Profile.RedHat })
        {
            var table = VerdictTable.Of(cluster, profile);
            for (int asked = 0; asked < 2; asked++)
            {
                for (int instance = 0; instance < cluster.Instances.Length; instance++)
                {
                    for (int destination = 0; destination < cluster.Hosts.Length; destination++)
                    {
                        AssertAgrees(table, state, instance, destination, profile);
                    }
                }
            }
        }
    }

    [Fact]
    public void A_state_of_another_cluster_is_a_mistake()
    {
        var table = VerdictTable.Of(new Cloud().Build(), Profile.PlainNova);
        Assert.Throws<ArgumentException>(() => table.IsAllowed(PlanState.Of(new Cloud().Build()), 0, 1, MoveKind.Live));
    }

    private static void AssertAgrees(VerdictTable table, PlanState state, int instance, int destination, Profile profile)
    {
        int source = state.HostOf(instance);
        foreach (MoveKind kind in Enum.GetValues<MoveKind>())
        {
            Assert.Equal(
                MigrationRules.CheckLasting(state.Cluster, instance, source, destination, kind, profile).IsAllowed,
                table.IsAllowed(instance, source, destination, kind));
            Assert.Equal(
                MigrationRules.Check(state, instance, destination, kind, profile).IsAllowed,
                table.IsAllowed(state, instance, destination, kind));
        }
    }
}
