using Rebalancer.Advice;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Rules;

namespace Rebalancer.Tests.Advice;

public sealed class AlikeHostsAdviceTests
{
    [Fact]
    public void Shared_sets_that_differ_where_no_aggregate_parts_the_hosts_are_told()
    {
        AdviceFinding finding = OtherSet(new Cloud().Release(29)).Advise("advice.cpu-shared-set").Single();
        Assert.Equal(AdviceSeverity.Warning, finding.Severity);
        Assert.Equal([Cloud.Here, Cloud.There, Cloud.Elsewhere], finding.Hosts);
        Assert.Equal([Cloud.Web], finding.Instances);
        Assert.Equal(["0-7", "0-3"], finding.Facts.Select(fact => fact.Found));
        Assert.Contains("the cloud", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(29, false, AdviceSeverity.Warning)]
    [InlineData(30, false, AdviceSeverity.Note)]
    [InlineData(30, true, AdviceSeverity.Warning)]
    public void From_Dalmatian_on_shared_sets_matter_to_the_policy_only(int release, bool isRedHat, AdviceSeverity severity) =>
        Assert.Equal(severity, OtherSet(new Cloud().Release(release)).Advise("advice.cpu-shared-set", isRedHat ? Profile.RedHat : Profile.PlainNova).Single().Severity);

    [Fact]
    public void Hosts_that_aggregates_or_cells_part_may_differ()
    {
        Assert.Empty(OtherSet(new Cloud()).Aggregate("a", "1", Cloud.Here, Cloud.Elsewhere).Advise("advice.cpu-shared-set"));
        Assert.Empty(OtherSet(new Cloud()).Destination(host => host with { Cell = Fact.Given("cell2") }).Advise("advice.cpu-shared-set"));
        Assert.Empty(new Cloud().Destination(host => host with { CpuSharedSet = default }).Advise("advice.cpu-shared-set"));
    }

    [Fact]
    public void A_zone_of_uniform_aggregates_is_only_worth_a_note()
    {
        Cloud cloud = OtherSet(new Cloud()).Aggregate("availability_zone", "a", Cloud.Here, Cloud.There, Cloud.Elsewhere);
        Assert.Equal(AdviceSeverity.Warning, cloud.Advise("advice.cpu-shared-set").Single().Severity);
        Assert.Equal(AdviceSeverity.Note, cloud.Aggregate("set", "small", Cloud.There).Advise("advice.cpu-shared-set").Single().Severity);
    }

    [Fact]
    public void A_difference_within_a_smaller_aggregate_is_not_told_again_for_the_larger()
    {
        Cloud cloud = OtherSet(new Cloud()).Aggregate("zone", "a", Cloud.Here, Cloud.There, Cloud.Elsewhere).Aggregate("rack", "r", Cloud.Here, Cloud.There);
        Assert.Equal([Cloud.Here, Cloud.There], cloud.Advise("advice.cpu-shared-set").Single().Hosts);
    }

    [Fact]
    public void Ssh_keys_that_differ_are_told_unless_the_hosts_share_their_path()
    {
        Cloud cloud = new Cloud().Destination(host => host with { SshKeyGroup = Fact.Given("new") });
        AdviceFinding finding = cloud.Advise("advice.ssh-keys").Single();
        Assert.Equal(AdviceSeverity.Warning, finding.Severity);
        Assert.Equal(["all", "new"], finding.Facts.Select(fact => fact.Found));
        Assert.Empty(cloud.EveryHost(host => host with { Storage = host.Storage with { SharedPathGroup = Fact.Given("nfs") } }).Advise("advice.ssh-keys"));
    }

    [Fact]
    public void Dedicated_sets_and_cpu_models_that_differ_are_notes()
    {
        Cloud cloud = new Cloud().Destination(host => host with
        {
            CpuDedicatedSet = Fact.Given<CpuSet?>(CpuSet.Range(8, 4)),
            Cpu = Fact.Read(host.Cpu.Value with { Model = "EPYC" }),
        });
        Assert.Equal(AdviceSeverity.Note, cloud.Advise("advice.cpu-dedicated-set").Single().Severity);
        Assert.Equal(["Cascadelake-Server-noTSX (x86_64)", "EPYC (x86_64)"], cloud.Advise("advice.cpu-model").Single().Facts.Select(fact => fact.Found));
    }

    private static Cloud OtherSet(Cloud cloud) => cloud.Destination(host => host with { CpuSharedSet = Fact.Given<CpuSet?>(CpuSet.Range(0, 4)) });
}
