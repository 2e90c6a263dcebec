using Rebalancer.Advice;
using Rebalancer.Model;

namespace Rebalancer.Tests.Advice;

public sealed class MigrationOptionsAdviceTests
{
    private const long NewQemu = 10_001_000;

    [Fact]
    public void A_sound_cloud_gets_no_advice() => Assert.Empty(Advisor.Advise(new Cloud().Build()));

    [Theory]
    [InlineData(1, true, 8_002_002, null)]
    [InlineData(4, false, NewQemu, null)]
    [InlineData(4, true, NewQemu, AdviceSeverity.Warning)]
    [InlineData(4, false, NewQemu - 1, AdviceSeverity.Warning)]
    [InlineData(4, true, NewQemu - 1, AdviceSeverity.Error)]
    public void Parallel_connections_need_a_new_QEMU_and_no_post_copy(int connections, bool hasPostCopy, long qemu, AdviceSeverity? severity)
    {
        AdviceFinding[] found = new Cloud()
            .EveryHost(host => host with { HypervisorVersion = Fact.Read(NewQemu) })
            .Source(host => Parallel(host, connections, hasPostCopy) with { HypervisorVersion = Fact.Read(qemu) })
            .Advise("advice.parallel-connections");
        Assert.Equal(severity, found.SingleOrDefault()?.Severity);
        if (severity is not null)
        {
            Assert.Equal([Cloud.Here], found[0].Hosts);
            Assert.Contains($"{connections}, {(hasPostCopy ? "on" : "off")}, {(qemu == NewQemu ? "10.1.0" : "10.0.999")}", found[0].Facts.Single().Found, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Post_copy_beside_parallel_connections_is_a_warning_where_nobody_knows_the_QEMU() =>
        Assert.Equal(
            AdviceSeverity.Warning,
            new Cloud().Source(host => Parallel(host, 2, true) with { HypervisorVersion = default }).Advise("advice.parallel-connections").Single().Severity);

    [Fact]
    public void A_Nova_that_does_not_know_the_option_migrates_over_one_connection()
    {
        AdviceFinding finding = new Cloud().Release(32).Source(host => Parallel(host, 4, false)).Advise("advice.parallel-connections").Single();
        Assert.Equal(AdviceSeverity.Warning, finding.Severity);
        Assert.Contains("older than 2026.1", finding.Message, StringComparison.Ordinal);
        Assert.Null(finding.Snippet);
    }

    [Fact]
    public void An_option_in_the_wrong_section_comes_with_the_lines_that_are_right()
    {
        NovaOption[] sample =
        [
            new("notifications", "live_migration_parallel_connections", "4"),
            new("notifications", "live_migration_permit_post_copy", "false"),
            new("notifications", "notify_on_state_change", "vm_state"),
        ];
        AdviceFinding finding = new Cloud()
            .Source(host => host with { NovaConf = [.. sample] })
            .Destination(host => host with { NovaConf = [.. sample] })
            .Advise("advice.option-section").Single();
        Assert.Equal(AdviceSeverity.Error, finding.Severity);
        Assert.Equal([Cloud.Here, Cloud.There], finding.Hosts);
        Assert.Equal(["[notifications]", "[notifications]"], finding.Facts.Select(fact => fact.Found));
        Assert.Equal("[libvirt]\nlive_migration_parallel_connections = 4\nlive_migration_permit_post_copy = false", finding.Snippet);
    }

    [Fact]
    public void The_lines_for_several_connections_switch_post_copy_off()
    {
        AdviceFinding finding = new Cloud().Source(host => host with
        {
            NovaConf = [new("DEFAULT", "cpu_shared_set", "0-3"), new("compute", "live_migration_parallel_connections", "2"), new("compute", "live_migration_permit_post_copy", "true")],
        }).Advise("advice.option-section").Single();
        Assert.Equal("[compute]\ncpu_shared_set = 0-3\n\n[libvirt]\nlive_migration_parallel_connections = 2\nlive_migration_permit_post_copy = false", finding.Snippet);
    }

    [Fact]
    public void An_option_in_its_own_section_is_left_alone() =>
        Assert.Empty(new Cloud().Source(host => host with { NovaConf = [new("libvirt", "images_type", "rbd"), new("compute", "cpu_shared_set", "0-3")] }).Troubles());

    private static Host Parallel(Host host, int connections, bool hasPostCopy) => host with
    {
        Migration = host.Migration with { ParallelConnections = Fact.Given(connections), PostCopy = Fact.Given(hasPostCopy) },
    };
}
