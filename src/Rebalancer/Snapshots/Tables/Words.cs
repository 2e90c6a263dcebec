using Rebalancer.Cpu;
using Rebalancer.Findings;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;
using Rebalancer.Snapshots.Shapes;

namespace Rebalancer.Snapshots.Tables;

/// <summary>The words of the formats; Nova's own where Nova has them.</summary>
internal static class Words
{
    /// <summary>Source: <c>nova.compute.vm_states</c>.</summary>
    public static readonly Shape<VmState> VmState = new WordShape<VmState>(
        (Model.VmState.Active, "active"),
        (Model.VmState.Building, "building"),
        (Model.VmState.Paused, "paused"),
        (Model.VmState.Suspended, "suspended"),
        (Model.VmState.Stopped, "stopped"),
        (Model.VmState.Rescued, "rescued"),
        (Model.VmState.Resized, "resized"),
        (Model.VmState.SoftDeleted, "soft-delete"),
        (Model.VmState.Deleted, "deleted"),
        (Model.VmState.Error, "error"),
        (Model.VmState.Shelved, "shelved"),
        (Model.VmState.ShelvedOffloaded, "shelved_offloaded"));

    /// <summary>Source: <c>nova.compute.power_state</c>.</summary>
    public static readonly Shape<PowerState> PowerState = new WordShape<PowerState>(
        (Model.PowerState.NoState, "pending"),
        (Model.PowerState.Running, "running"),
        (Model.PowerState.Paused, "paused"),
        (Model.PowerState.Shutdown, "shutdown"),
        (Model.PowerState.Crashed, "crashed"),
        (Model.PowerState.Suspended, "suspended"));

    /// <summary>Source: the policies of <c>os-server-groups</c>.</summary>
    public static readonly Shape<GroupPolicy> GroupPolicy = new WordShape<GroupPolicy>(
        (Model.GroupPolicy.Affinity, "affinity"),
        (Model.GroupPolicy.AntiAffinity, "anti-affinity"),
        (Model.GroupPolicy.SoftAffinity, "soft-affinity"),
        (Model.GroupPolicy.SoftAntiAffinity, "soft-anti-affinity"));

    /// <summary>Source: the <c>migration_type</c> of <c>os-migrations</c>.</summary>
    public static readonly Shape<InFlightKind> InFlightKind = new WordShape<InFlightKind>(
        (Model.InFlightKind.Live, "live-migration"),
        (Model.InFlightKind.Cold, "migration"),
        (Model.InFlightKind.Resize, "resize"),
        (Model.InFlightKind.Evacuation, "evacuation"));

    /// <summary>Source: <c>[libvirt] cpu_mode</c>.</summary>
    public static readonly Shape<CpuMode> CpuMode = new WordShape<CpuMode>(
        (Cpu.CpuMode.HostModel, "host-model"),
        (Cpu.CpuMode.HostPassthrough, "host-passthrough"),
        (Cpu.CpuMode.Custom, "custom"),
        (Cpu.CpuMode.None, "none"));

    /// <summary>Source: <c>[libvirt] images_type</c>.</summary>
    public static readonly Shape<ImagesBackend> ImagesBackend = new WordShape<ImagesBackend>(
        (Model.ImagesBackend.Qcow2, "qcow2"),
        (Model.ImagesBackend.Raw, "raw"),
        (Model.ImagesBackend.Flat, "flat"),
        (Model.ImagesBackend.Lvm, "lvm"),
        (Model.ImagesBackend.Rbd, "rbd"),
        (Model.ImagesBackend.Ploop, "ploop"));

    /// <summary>What a disk is for.</summary>
    public static readonly Shape<DiskKind> DiskKind = new WordShape<DiskKind>(
        (Model.DiskKind.Root, "root"),
        (Model.DiskKind.Ephemeral, "ephemeral"),
        (Model.DiskKind.Swap, "swap"));

    /// <summary>Source: <c>[DEFAULT] config_drive_format</c>, and <c>none</c>.</summary>
    public static readonly Shape<ConfigDrive> ConfigDrive = new WordShape<ConfigDrive>(
        (Model.ConfigDrive.None, "none"),
        (Model.ConfigDrive.Iso9660, "iso9660"),
        (Model.ConfigDrive.Vfat, "vfat"));

    /// <summary>What an owner allows.</summary>
    public static readonly Shape<AllowedMoves> AllowedMoves = new WordShape<AllowedMoves>(
        (Model.AllowedMoves.LiveOnly, "live-only"),
        (Model.AllowedMoves.MayBeCold, "may-be-cold"),
        (Model.AllowedMoves.Never, "never"));

    /// <summary>Kinds of move.</summary>
    public static readonly Shape<MoveKind> MoveKind = new WordShape<MoveKind>(
        (Rules.MoveKind.Live, "live"),
        (Rules.MoveKind.BlockLive, "block-live"),
        (Rules.MoveKind.Cold, "cold"),
        (Rules.MoveKind.Evacuate, "evacuate"));

    /// <summary>What a planner achieved.</summary>
    public static readonly Shape<PlanOutcome> Outcome = new WordShape<PlanOutcome>(
        (PlanOutcome.Optimal, "optimal"),
        (PlanOutcome.Feasible, "feasible"),
        (PlanOutcome.Partial, "partial"),
        (PlanOutcome.Infeasible, "infeasible"),
        (PlanOutcome.NoPlanInTime, "no-plan-in-time"));

    /// <summary>How sure it is that an instance must stay.</summary>
    public static readonly Shape<StayProof> StayProof = new WordShape<StayProof>(
        (Plans.StayProof.CannotMove, "cannot-move"),
        (Plans.StayProof.NoRoomForAll, "no-room-for-all"),
        (Plans.StayProof.NotProven, "not-proven"));

    /// <summary>What a change concerns.</summary>
    public static readonly Shape<ChangeKind> ChangeKind = new WordShape<ChangeKind>(
        (Plans.ChangeKind.AddHost, "add-host"),
        (Plans.ChangeKind.RelaxPolicy, "relax-policy"),
        (Plans.ChangeKind.AllowMove, "allow-move"),
        (Plans.ChangeKind.StopInstance, "stop-instance"),
        (Plans.ChangeKind.LoosenGroup, "loosen-group"),
        (Plans.ChangeKind.LiftLimit, "lift-limit"));

    /// <summary>What counts as an even load.</summary>
    public static readonly Shape<SpreadMeans> SpreadMeans = new WordShape<SpreadMeans>(
        (Goals.SpreadMeans.Squares, "squares"),
        (Goals.SpreadMeans.Maximum, "maximum"));

    /// <summary>What may fail at once.</summary>
    public static readonly Shape<FailureDomain> FailureDomain = new WordShape<FailureDomain>(
        (Goals.FailureDomain.Host, "host"),
        (Goals.FailureDomain.Rack, "rack"),
        (Goals.FailureDomain.Zone, "zone"));

    /// <summary>How grave a finding is.</summary>
    public static readonly Shape<Severity> Severity = new WordShape<Severity>(
        (Findings.Severity.Warning, "warning"),
        (Findings.Severity.Error, "error"));
}
