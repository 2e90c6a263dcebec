using FsCheck.Xunit;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;
using Rebalancer.Testing;

namespace Rebalancer.Tests.Rules;

[Properties(Arbitrary = [typeof(CloudArbitraries)])]
public sealed class VerdictTests
{
    [Cases(60)]
    public void A_verdict_is_what_lasts_and_what_the_state_says(SmallCloud cloud)
    {
        Cluster cluster = cloud.Cluster;
        var state = PlanState.Of(cluster);
        foreach (MoveKind kind in Enum.GetValues<MoveKind>())
        {
            for (int instance = 0; instance < cluster.Instances.Length; instance++)
            {
                int destination = instance % cluster.Hosts.Length;
                Verdict whole = MigrationRules.Check(state, instance, destination, kind, Profile.RedHat);
                Verdict lasting = MigrationRules.CheckLasting(cluster, instance, state.HostOf(instance), destination, kind, Profile.RedHat);
                Verdict ofState = MigrationRules.CheckState(state, instance, destination, kind, Profile.RedHat);
                Assert.Equal(lasting.Refusals.Concat(ofState.Refusals).Select(r => r.Code), whole.Refusals.Select(r => r.Code));
                Assert.Equal(ofState.IsAllowed, MigrationRules.IsAllowedByState(state, instance, destination, kind, Profile.RedHat));
                Assert.Equal(ofState.Refusals.Select(r => r.Code), MigrationRules.CodesByState(state, instance, destination, kind, Profile.RedHat));
            }
        }
    }

    [Cases(60)]
    public void Plain_nova_refuses_nothing_that_a_stricter_profile_takes(SmallCloud cloud)
    {
        Cluster cluster = cloud.Cluster;
        var state = PlanState.Of(cluster);
        foreach (MoveKind kind in Enum.GetValues<MoveKind>())
        {
            for (int instance = 0; instance < cluster.Instances.Length; instance++)
            {
                for (int destination = 0; destination < cluster.Hosts.Length; destination++)
                {
                    Verdict plain = MigrationRules.Check(state, instance, destination, kind, Profile.PlainNova);
                    Verdict strict = MigrationRules.Check(state, instance, destination, kind, Profile.RedHat);
                    Assert.DoesNotContain(plain.Refusals, refusal => refusal.Code.StartsWith("policy.", StringComparison.Ordinal));
                    Assert.Empty(plain.Refusals.Select(r => r.Code).Except(strict.Refusals.Select(r => r.Code)));
                }
            }
        }
    }

    [Cases(60)]
    public void Every_refusal_says_what_was_compared_and_what_would_lift_it(SmallCloud cloud)
    {
        var state = PlanState.Of(cloud.Cluster);
        for (int instance = 0; instance < cloud.Cluster.Instances.Length; instance++)
        {
            foreach (Refusal refusal in MigrationRules.Check(state, instance, 0, MoveKind.Live, Profile.RedHat).Refusals)
            {
                Assert.Matches("^(nova|placement|libvirt|policy)\\.[a-z.-]+$", refusal.Code);
                Assert.EndsWith(".", refusal.Message, StringComparison.Ordinal);
                Assert.EndsWith(".", refusal.Remedy, StringComparison.Ordinal);
                Assert.NotEmpty(refusal.Facts);
            }
        }
    }

    [Fact]
    public void A_check_of_the_state_allocates_nothing_when_the_move_may_go()
    {
        var state = PlanState.Of(new Cloud().Other("db", Cloud.There).Group(GroupPolicy.AntiAffinity, 2, "web", "db").Build());
        Assert.True(MigrationRules.IsAllowedByState(state, 0, 1, MoveKind.Live, Profile.RedHat));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            MigrationRules.IsAllowedByState(state, 0, 1, MoveKind.Live, Profile.RedHat);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void A_callers_mistake_is_thrown()
    {
        Cluster cluster = new Cloud().Build();
        Assert.Throws<ArgumentException>(() => MigrationRules.Check(cluster, new InstanceId("nobody"), Cloud.Here, Cloud.There, MoveKind.Live));
        Assert.Throws<ArgumentException>(() => MigrationRules.Check(cluster, Cloud.Web, Cloud.Here, new HostName("nowhere"), MoveKind.Live));
        Assert.Throws<ArgumentException>(() => MigrationRules.Check(cluster, Cloud.Web, Cloud.There, Cloud.Here, MoveKind.Live));
    }
}
