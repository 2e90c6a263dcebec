using Rebalancer.Model;
using Rebalancer.Rules;

namespace Rebalancer.Tests.Rules;

public sealed class InstanceRulesTests
{
    [Theory]
    [InlineData(MoveKind.Live)]
    [InlineData(MoveKind.Cold)]
    public void An_ordinary_instance_moves_and_nothing_has_to_be_assumed(MoveKind kind)
    {
        Verdict verdict = new Cloud().Check(kind);
        Assert.True(verdict.IsAllowed, string.Join(", ", verdict.Refusals));
        Assert.Empty(verdict.Assumptions);
    }

    [Fact]
    public void An_ordinary_instance_is_evacuated_from_a_fenced_host() =>
        Assert.Empty(Failed(new Cloud()).Refusals(MoveKind.Evacuate, Profile.RedHat));

    [Theory]
    [InlineData(VmState.Active, MoveKind.Live, true)]
    [InlineData(VmState.Paused, MoveKind.Live, true)]
    [InlineData(VmState.Stopped, MoveKind.Live, false)]
    [InlineData(VmState.Stopped, MoveKind.Cold, true)]
    [InlineData(VmState.Paused, MoveKind.Cold, false)]
    [InlineData(VmState.Resized, MoveKind.Live, false)]
    [InlineData(VmState.Suspended, MoveKind.Cold, false)]
    [InlineData(VmState.Error, MoveKind.Cold, false)]
    [InlineData(VmState.Error, MoveKind.Evacuate, true)]
    [InlineData(VmState.Rescued, MoveKind.Evacuate, false)]
    public void Each_kind_of_move_has_its_states(VmState state, MoveKind kind, bool isMovable)
    {
        Cloud cloud = new Cloud().Instance(i => i with { VmState = state });
        Assert.Equal(!isMovable, (kind == MoveKind.Evacuate ? Failed(cloud) : cloud).Refusals(kind).Contains("nova.vm-state"));
    }

    [Fact]
    public void A_running_task_stops_migrations_but_no_evacuation()
    {
        Cloud busy = new Cloud().Instance(i => i with { TaskState = "image_snapshot" });
        Assert.Equal(["nova.task-state"], busy.Refusals());
        Assert.Equal(["nova.task-state"], busy.Refusals(MoveKind.Cold));
        Assert.Empty(Failed(busy).Refusals(MoveKind.Evacuate));
    }

    [Fact]
    public void A_live_move_needs_a_guest_with_power()
    {
        Cloud off = new Cloud().Instance(i => i with { PowerState = PowerState.Shutdown });
        Assert.Equal(["nova.power-state"], off.Refusals());
        Assert.Empty(off.Refusals(MoveKind.Cold));
        Assert.Empty(new Cloud().Instance(i => i with { PowerState = PowerState.Paused }).Refusals());
    }

    [Fact]
    public void A_lock_is_mentioned_and_stops_no_administrator()
    {
        Verdict verdict = new Cloud().Instance(i => i with { IsLocked = true }).Check();
        Assert.True(verdict.IsAllowed);
        Assert.Equal(["assumed.administrator"], verdict.Assumptions.Select(assumption => assumption.Code));
    }

    [Theory]
    [InlineData(30, false)]
    [InlineData(31, true)]
    public void A_share_bars_moves_from_Epoxy_on(int release, bool isBarred) =>
        Assert.Equal(isBarred, new Cloud().Release(release).Instance(i => i with { HasShare = Fact.Read(true) }).Refusals().Contains("nova.share"));

    [Fact]
    public void Cyborg_devices_do_not_migrate_and_a_flavors_can_be_evacuated()
    {
        Cloud cloud = new Cloud().ExtraSpec("accel:device_profile", "fpga").EveryHost(h => h with { Traits = ["COMPUTE_ACCELERATORS"] });
        Assert.Equal(["nova.accelerator"], cloud.Refusals());
        Assert.Equal(["nova.accelerator"], cloud.Refusals(MoveKind.Cold));
        Assert.Empty(Failed(cloud).Refusals(MoveKind.Evacuate));
        Assert.Contains("nova.accelerator-port", Failed(new Cloud().Port("accelerator-direct")).Refusals(MoveKind.Evacuate));
    }

    [Theory]
    [InlineData(32, "host", false)]
    [InlineData(33, "host", true)]
    [InlineData(33, "user", false)]
    public void A_virtual_tpm_moves_live_from_Gazpacho_on_when_its_secret_is_the_hosts(int release, string secret, bool moves)
    {
        Cloud cloud = new Cloud().Release(release).ExtraSpec("hw:tpm_version", "2.0").ExtraSpec("hw:tpm_secret_security", secret).EveryHost(h => h with
        {
            Traits = ["COMPUTE_SECURITY_TPM_2_0", "COMPUTE_SECURITY_TPM_SECRET_SECURITY_HOST", "COMPUTE_SECURITY_TPM_SECRET_SECURITY_USER", "COMPUTE_SECURITY_TPM_TIS"],
        });
        Assert.Equal(moves ? [] : ["nova.vtpm"], cloud.Refusals());
        Assert.Empty(cloud.Refusals(MoveKind.Cold));
        Assert.Contains("nova.vtpm", Failed(cloud).Refusals(MoveKind.Evacuate));
    }

    [Fact]
    public void Encrypted_memory_moves_cold_only()
    {
        Cloud cloud = new Cloud().ExtraSpec("hw:mem_encryption", "true").ImageProperty("hw_firmware_type", "uefi").EveryHost(h => h with
        {
            Traits = ["HW_CPU_X86_AMD_SEV"],
            Inventories = h.Inventories.Add(new Inventory { ResourceClass = new ResourceClass("MEM_ENCRYPTION_CONTEXT"), Total = 4 }),
        });
        Assert.Equal(["nova.memory-encryption"], cloud.Refusals());
        Assert.Empty(cloud.Refusals(MoveKind.Cold));
    }

    [Fact]
    public void A_flavor_that_asks_for_the_resource_of_encryption_alone_has_no_encrypted_memory() =>
        Assert.Empty(new Cloud().ExtraSpec("resources:MEM_ENCRYPTION_CONTEXT", "1").Destination(h => h with
        {
            Inventories = h.Inventories.Add(new Inventory { ResourceClass = new ResourceClass("MEM_ENCRYPTION_CONTEXT"), Total = 4 }),
        }).Refusals());

    [Fact]
    public void An_owner_is_heard_under_the_red_hat_profile_and_not_by_plain_nova()
    {
        Cloud never = new Cloud().Instance(i => i with { Policy = Fact.Given(new OwnerPolicy(AllowedMoves.Never)) });
        Assert.Equal(["policy.owner-never"], never.Refusals(MoveKind.Live, Profile.RedHat));
        Assert.Empty(never.Refusals());
        Cloud unsaid = new Cloud().Instance(i => i with { Policy = default });
        Assert.Empty(unsaid.Refusals(MoveKind.Live, Profile.RedHat));
        Assert.Equal(["policy.owner-live-only"], unsaid.Refusals(MoveKind.Cold, Profile.RedHat));
        Assert.Empty(unsaid.Instance(i => i with { VmState = VmState.Stopped, PowerState = PowerState.Shutdown }).Refusals(MoveKind.Cold, Profile.RedHat));
    }

    internal static Cloud Failed(Cloud cloud) => cloud.Source(h => h with { Service = h.Service with { IsUp = false, IsFenced = Fact.Given(true) } });
}
