using System.Collections.Immutable;
using Rebalancer.Advice;
using Rebalancer.Model;
using Rebalancer.Rules;

namespace Rebalancer.Tests.Advice;

public sealed class GroupAndCapacityAdviceTests
{
    [Fact]
    public void A_crowd_of_an_anti_affinity_group_on_one_host_is_an_error()
    {
        AdviceFinding finding = new Cloud().Other("a", Cloud.Here).Group(GroupPolicy.AntiAffinity, 1, "web", "a").Advise("advice.group-broken").Single();
        Assert.Equal(AdviceSeverity.Error, finding.Severity);
        Assert.Equal([Cloud.Here], finding.Hosts);
        Assert.Equal(2, finding.Instances.Length);
        Assert.Empty(new Cloud().Other("a", Cloud.Here).Group(GroupPolicy.AntiAffinity, 2, "web", "a").Advise("advice.group-broken"));
        Assert.Empty(new Cloud().Other("a", Cloud.Here).Group(GroupPolicy.SoftAntiAffinity, 1, "web", "a").Advise("advice.group-broken"));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void A_group_with_more_members_than_eligible_hosts_have_places_is_told(int max, bool isTold)
    {
        // The third host takes nobody; so two hosts are left for three members.
        Cloud cloud = new Cloud().Other("a", Cloud.There).Other("b", Cloud.There)
            .Host(Cloud.Elsewhere, host => host with { Service = host.Service with { IsEnabled = false } })
            .Group(GroupPolicy.AntiAffinity, max, "web", "a", "b");
        Assert.Equal(isTold ? [Cloud.Here, Cloud.There] : [], cloud.Advise("advice.group-too-large").SelectMany(finding => finding.Hosts));
    }

    [Fact]
    public void An_affinity_group_that_is_apart_is_an_error_and_one_host_is_none()
    {
        Assert.Equal(AdviceSeverity.Error, new Cloud().Other("a", Cloud.There).Group(GroupPolicy.Affinity, 1, "web", "a").Advise("advice.group-broken").Single().Severity);
        Assert.Empty(new Cloud().Other("a", Cloud.Here).Group(GroupPolicy.Affinity, 1, "web", "a").Advise("advice.group-broken"));
    }

    [Fact]
    public void An_affinity_group_that_no_host_can_hold_is_told_with_what_the_closest_lacks()
    {
        Cloud cloud = new Cloud()
            .Instance(Large).Other("a", Cloud.There, Large).Group(GroupPolicy.Affinity, 1, "web", "a")
            .Host(Cloud.Elsewhere, host => host with { Inventories = [.. host.Inventories.Select(one => one.ResourceClass == ResourceClass.MemoryMb ? one with { Total = 9000 } : one)] });
        AdviceFinding finding = cloud.Advise("advice.group-too-large").Single();
        ComparedFact fact = finding.Facts.Single();
        Assert.Equal(("10000 for all members", "9000"), (fact.Needed, fact.Found));
        Assert.Contains("elsewhere", fact.Name, StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_that_is_promised_more_than_once_is_told()
    {
        Cloud cloud = new Cloud().Destination(host => Ratio(host, 1.5));
        AdviceFinding finding = cloud.Advise("advice.ram-overcommit").Single();
        Assert.Equal([Cloud.There], finding.Hosts);
        Assert.Equal("1.5", finding.Facts.Single().Found);
        Assert.Empty(cloud.Advise("advice.ram-overcommit", Profile.RedHat with { MaxRamOvercommit = 1.5 }));

        AdviceFinding promised = cloud.Other("a", Cloud.There, Large).Other("b", Cloud.There, Large).Advise("advice.ram-overcommit").Single();
        Assert.Equal(["1.5", "10000"], promised.Facts.Select(fact => fact.Found));
    }

    [Theory]
    [InlineData(13, "nothing that holds some of it leave")]
    [InlineData(14, "has less than it was promised")]
    public void A_host_that_holds_more_than_it_has_is_told(int placement, string why)
    {
        AdviceFinding finding = new Cloud()
            .With(options => options with { PlacementMajor = Fact.Given(placement) })
            .Destination(host => host with { OtherUsage = ImmutableSortedDictionary<ResourceClass, long>.Empty.Add(ResourceClass.DiskGb, 101) })
            .Advise("advice.over-capacity").Single();
        Assert.Equal(("at most 100", "101"), (finding.Facts.Single().Needed, finding.Facts.Single().Found));
        Assert.Contains(why, finding.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void The_gravest_comes_first()
    {
        AdviceSeverity[] severities = [.. Advisor.Advise(new Cloud()
            .Destination(host => Ratio(host, 1.5) with { Cpu = Fact.Read(host.Cpu.Value with { Model = "EPYC" }) })
            .Other("a", Cloud.Here).Group(GroupPolicy.AntiAffinity, 1, "web", "a").Build()).Select(finding => finding.Severity)];
        Assert.Equal(severities.OrderDescending(), severities);
        Assert.Equal(3, severities.Distinct().Count());
    }

    private static Instance Large(Instance instance) => instance with { Flavor = instance.Flavor with { MemoryMiB = 5000 } };

    private static Host Ratio(Host host, double ratio) => host with
    {
        Inventories = [.. host.Inventories.Select(one => one.ResourceClass == ResourceClass.MemoryMb ? one with { AllocationRatio = ratio } : one)],
    };
}
