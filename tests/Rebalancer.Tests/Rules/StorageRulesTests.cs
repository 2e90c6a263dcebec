using Rebalancer.Model;
using Rebalancer.Rules;

namespace Rebalancer.Tests.Rules;

public sealed class StorageRulesTests
{
    [Fact]
    public void Shared_disks_move_live_and_local_ones_block_live()
    {
        Assert.Empty(new Cloud().Refusals());
        Assert.Equal(["libvirt.storage-shared"], new Cloud().Refusals(MoveKind.BlockLive));
        Assert.Equal(["libvirt.storage-not-shared"], Local().Refusals());
        Assert.Empty(Local().Refusals(MoveKind.BlockLive));
    }

    [Fact]
    public void A_volume_with_nothing_beside_it_is_shared()
    {
        Assert.Empty(Volume().Refusals());
        Assert.Equal(["libvirt.storage-not-shared"], Volume().Instance(i => i with { Disks = [new Disk(DiskKind.Swap, 512)] }).Refusals());
        Assert.Equal(["libvirt.storage-not-shared"], Volume().Instance(i => i with { ConfigDrive = Fact.Given(ConfigDrive.Vfat) }).Refusals());
    }

    [Fact]
    public void A_shared_instances_path_makes_files_shared() =>
        Assert.Empty(Local().EveryHost(h => h with { Storage = h.Storage with { SharedPathGroup = Fact.Given("nfs") } }).Refusals());

    [Fact]
    public void Unknown_storage_is_as_on_the_neighbour()
    {
        Cloud cloud = new Cloud().Destination(h => h with { Storage = new HostStorage { SharedPathGroup = Fact.Given("") } });
        Assert.Empty(cloud.Refusals());
        Assert.Equal(["assumed.images-backend"], cloud.Assumptions());
        Assert.Equal(["libvirt.storage-not-shared"], cloud.Aggregate("availability_zone", "east", Cloud.There).Refusals());
    }

    [Fact]
    public void Logical_volumes_do_not_move_cold()
    {
        Cloud cloud = Local().EveryHost(h => h with { Storage = h.Storage with { Backend = Fact.Given(ImagesBackend.Lvm) } });
        Assert.Equal(["nova.lvm-cold"], cloud.Refusals(MoveKind.Cold));
        Assert.Empty(cloud.Instance(i => i with { IsVolumeBacked = Fact.Read(true), Disks = [] }).Refusals(MoveKind.Cold));
    }

    [Fact]
    public void A_cold_move_needs_ssh_unless_the_path_is_shared()
    {
        Cloud cloud = new Cloud().Destination(h => h with { SshKeyGroup = Fact.Given("others") });
        Assert.Equal(["nova.ssh-keys"], cloud.Refusals(MoveKind.Cold));
        Assert.Empty(cloud.Refusals());
        Assert.Empty(cloud.EveryHost(h => h with { Storage = h.Storage with { SharedPathGroup = Fact.Given("nfs") } }).Refusals(MoveKind.Cold));
        Assert.Equal(["assumed.ssh-keys"], new Cloud().Destination(h => h with { SshKeyGroup = default }).Assumptions(MoveKind.Cold));
    }

    [Fact]
    public void An_evacuation_loses_local_disks_and_the_policy_says_no()
    {
        Cloud local = InstanceRulesTests.Failed(Local());
        Assert.Equal(["policy.data-loss"], local.Refusals(MoveKind.Evacuate, Profile.RedHat));
        Assert.Empty(local.Refusals(MoveKind.Evacuate));
        Assert.Empty(InstanceRulesTests.Failed(Volume()).Instance(i => i with { Disks = [new Disk(DiskKind.Swap, 512)] }).Refusals(MoveKind.Evacuate, Profile.RedHat));
        Assert.Equal(["policy.data-loss"], InstanceRulesTests.Failed(Volume()).Instance(i => i with { Disks = [new Disk(DiskKind.Ephemeral, 512)] }).Refusals(MoveKind.Evacuate, Profile.RedHat));
    }

    [Theory]
    [InlineData(ConfigDrive.Iso9660, true)]
    [InlineData(ConfigDrive.Vfat, false)]
    public void A_read_only_config_drive_stays_behind_by_policy(ConfigDrive drive, bool isRefused)
    {
        Cloud cloud = Local().Instance(i => i with { ConfigDrive = Fact.Given(drive) });
        Assert.Equal(isRefused ? ["policy.config-drive"] : [], cloud.Refusals(MoveKind.BlockLive, Profile.RedHat));
        Assert.Empty(cloud.Refusals(MoveKind.BlockLive));
    }

    private static Cloud Local() => new Cloud().EveryHost(h => h with { Storage = h.Storage with { Backend = Fact.Given(ImagesBackend.Qcow2) } });

    private static Cloud Volume() => Local().Instance(i => i with { IsVolumeBacked = Fact.Read(true), Disks = [] });
}
