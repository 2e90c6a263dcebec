using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Tests.Plans;

public sealed class MoveEstimateTest
{
    private const long MiB = 1 << 20;

    private static MoveEstimate Estimate(
        MoveKind kind, Func<Instance, Instance>? instance = null, Func<Host, Host>? source = null, Func<Host, Host>? destination = null) =>
        MoveEstimate.Of(new TinyCloud().Host(8192, source).Host(8192, destination).Instance(0, 4096, instance).Build(), 0, 0, 1, kind);

    private static Host Local(Host host) => host with { Storage = new HostStorage { Backend = Fact.Given(ImagesBackend.Qcow2), SharedPathGroup = Fact.Given("") } };

    private static Instance WithDisk(Instance instance) => instance with { Disks = [new Disk(DiskKind.Root, 10_240)] };

    [Fact]
    public void An_idle_instance_sends_its_memory_once() =>
        Assert.Equal(4096 * MiB, Estimate(MoveKind.Live, i => i with { DirtyMiBPerSecond = Fact.Given(0.0) }).Bytes);

    [Fact]
    public void What_is_written_meanwhile_is_sent_again()
    {
        // 800 Mbps carry 95.37 MiB/s; half of that is written, so the rounds halve: 4096, 2048, ..., 64, 32 (fits 47.7).
        MoveEstimate estimate = Estimate(
            MoveKind.Live,
            i => i with { DirtyMiBPerSecond = Fact.Given(100e6 / MiB / 2) },
            h => h with { Migration = new MigrationSettings { BandwidthMbps = Fact.Given(800L) } });
        Assert.Equal(8160 * MiB, estimate.Bytes, MiB);
        Assert.Equal(32 * MiB / 100e6, estimate.Downtime.TotalSeconds, 0.01);
        Assert.True(estimate.Converges);
    }

    [Fact]
    public void A_writer_faster_than_the_network_never_converges()
    {
        MoveEstimate estimate = Estimate(MoveKind.Live, i => i with { DirtyMiBPerSecond = Fact.Given(2000.0) });
        Assert.False(estimate.Converges);
        Assert.Equal(800 * 4, estimate.Duration.TotalSeconds, 10.0);
    }

    [Fact]
    public void Parallel_connections_let_a_fast_writer_converge() => Assert.True(Estimate(
        MoveKind.Live,
        i => i with { DirtyMiBPerSecond = Fact.Given(2000.0) },
        h => h with { Migration = new MigrationSettings { ParallelConnections = Fact.Given(4) } }).Converges);

    [Fact]
    public void Post_copy_sends_no_page_more_than_twice()
    {
        MoveEstimate estimate = Estimate(
            MoveKind.Live,
            i => i with { DirtyMiBPerSecond = Fact.Given(5000.0) },
            h => h with { Migration = new MigrationSettings { PostCopy = Fact.Given(true) } });
        Assert.True(estimate.Converges);
        Assert.Equal(2 * 4096 * MiB, estimate.Bytes);
    }

    [Fact]
    public void The_slower_end_sets_the_rate()
    {
        MoveEstimate fast = Estimate(MoveKind.Live);
        MoveEstimate slow = Estimate(MoveKind.Live, null, null, h => h with { Migration = new MigrationSettings { BandwidthMbps = Fact.Given(100L) } });
        Assert.True(slow.Duration > 10 * fast.Duration);
    }

    [Fact]
    public void A_live_migration_on_shared_storage_copies_no_disk_and_a_block_migration_does()
    {
        MoveEstimate live = Estimate(MoveKind.Live, WithDisk);
        MoveEstimate block = Estimate(MoveKind.BlockLive, WithDisk, Local, Local);
        Assert.Equal(10_240 * MiB, block.Bytes - live.Bytes);
        Assert.True(block.Duration > live.Duration);
        Assert.Equal(live.Downtime, block.Downtime);
    }

    [Fact]
    public void A_cold_migration_copies_local_disks_and_is_down_all_the_while()
    {
        MoveEstimate estimate = Estimate(MoveKind.Cold, WithDisk, Local, Local);
        Assert.Equal(10_240 * MiB, estimate.Bytes);
        Assert.Equal(estimate.Duration, estimate.Downtime);
    }

    [Fact]
    public void A_cold_migration_copies_nothing_in_rbd_or_on_a_shared_path()
    {
        static Host Shared(Host host) => host with { Storage = new HostStorage { Backend = Fact.Given(ImagesBackend.Raw), SharedPathGroup = Fact.Given("nfs") } };
        Assert.Equal(0, Estimate(MoveKind.Cold, WithDisk).Bytes);
        Assert.Equal(0, Estimate(MoveKind.Cold, WithDisk, Shared, Shared).Bytes);
        Assert.Equal(10_240 * MiB, Estimate(MoveKind.Cold, WithDisk, Shared, Local).Bytes);
    }

    [Fact]
    public void A_stopped_instance_has_no_downtime_to_lose() => Assert.Equal(
        TimeSpan.Zero,
        Estimate(MoveKind.Cold, i => i with { VmState = VmState.Stopped, PowerState = PowerState.Shutdown }).Downtime);

    [Fact]
    public void An_evacuation_sends_nothing() => Assert.Equal(0, Estimate(MoveKind.Evacuate, WithDisk, Local, Local).Bytes);

    [Fact]
    public void An_sriov_port_adds_the_time_of_its_reattachment() => Assert.Equal(
        TimeSpan.FromSeconds(5),
        Estimate(MoveKind.Live, i => i with { Ports = Fact.Read<System.Collections.Immutable.ImmutableArray<Port>>([new Port { Id = "p", VnicType = "direct" }]) }).Downtime
            - Estimate(MoveKind.Live).Downtime);

    [Fact]
    public void Absurd_figures_end_in_a_bound_and_not_in_an_overflow()
    {
        MoveEstimate estimate = Estimate(
            MoveKind.BlockLive,
            i => i with { Flavor = i.Flavor with { MemoryMiB = int.MaxValue }, Disks = [new Disk(DiskKind.Root, int.MaxValue)] },
            h => h with { Migration = new MigrationSettings { BandwidthMbps = Fact.Given(1L), AllowedDowntimeMs = Fact.Given(1) } });
        Assert.True(estimate.Bytes > 0);
        Assert.True(estimate.Duration > TimeSpan.FromDays(365));
    }
}
