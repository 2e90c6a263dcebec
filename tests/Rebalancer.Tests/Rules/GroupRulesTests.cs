using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Tests.Rules;

public sealed class GroupRulesTests
{
    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void Anti_affinity_counts_members_against_its_maximum(int max, bool isRefused) =>
        Assert.Equal(isRefused ? ["nova.anti-affinity"] : [], new Cloud().Other("db", Cloud.There).Group(GroupPolicy.AntiAffinity, max, "web", "db").Refusals());

    [Fact]
    public void Anti_affinity_holds_even_without_its_filter() =>
        Assert.Equal(["nova.anti-affinity"], new Cloud().Filters("ComputeFilter").Other("db", Cloud.There).Group(GroupPolicy.AntiAffinity, 1, "web", "db").Refusals());

    [Fact]
    public void A_member_on_its_way_counts_at_both_ends()
    {
        var state = PlanState.Of(new Cloud().Other("db", Cloud.Elsewhere).Group(GroupPolicy.AntiAffinity, 1, "web", "db").Build());
        Assert.True(MigrationRules.CheckState(state, 0, 1, MoveKind.Live, Profile.PlainNova).IsAllowed);
        state.Claim(1, 1);
        Assert.False(MigrationRules.CheckState(state, 0, 1, MoveKind.Live, Profile.PlainNova).IsAllowed);
        Assert.False(MigrationRules.CheckState(state, 0, 2, MoveKind.Live, Profile.PlainNova).IsAllowed);
    }

    [Fact]
    public void A_strict_affinity_group_goes_only_where_it_is_already()
    {
        Assert.Equal(["nova.affinity"], new Cloud().Group(GroupPolicy.Affinity, 1, "web").Refusals());
        Assert.Equal(["nova.affinity"], new Cloud().Other("db", Cloud.Here).Group(GroupPolicy.Affinity, 1, "web", "db").Refusals());
        Assert.Empty(new Cloud().Other("db", Cloud.There).Group(GroupPolicy.Affinity, 1, "web", "db").Refusals());
    }

    [Fact]
    public void Without_the_affinity_filter_a_group_of_one_is_free_and_a_pair_is_not()
    {
        Assert.Empty(new Cloud().Filters("ComputeFilter").Group(GroupPolicy.Affinity, 1, "web").Refusals());
        Assert.Equal(["nova.affinity"], new Cloud().Filters("ComputeFilter").Other("db", Cloud.Here).Group(GroupPolicy.Affinity, 1, "web", "db").Refusals());
    }

    [Fact]
    public void A_member_that_is_leaving_holds_no_place_for_others()
    {
        var state = PlanState.Of(new Cloud().Other("db", Cloud.There).Group(GroupPolicy.Affinity, 1, "web", "db").Build());
        Assert.True(MigrationRules.CheckState(state, 0, 1, MoveKind.Live, Profile.PlainNova).IsAllowed);
        state.Claim(1, 0);
        Assert.False(MigrationRules.CheckState(state, 0, 1, MoveKind.Live, Profile.PlainNova).IsAllowed);
    }

    [Theory]
    [InlineData(GroupPolicy.SoftAffinity)]
    [InlineData(GroupPolicy.SoftAntiAffinity)]
    public void Soft_policies_never_refuse(GroupPolicy policy) =>
        Assert.Empty(new Cloud().Other("db", Cloud.There).Other("cache", Cloud.Here).Group(policy, 1, "web", "db", "cache").Refusals());
}
