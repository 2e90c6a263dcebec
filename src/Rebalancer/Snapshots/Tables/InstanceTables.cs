using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Snapshots.Shapes;

namespace Rebalancer.Snapshots.Tables;

/// <summary>The fields of instances and what they consist of.</summary>
internal static class InstanceTables
{
    /// <summary>A flavor. A guest CPU must have a number that a CPU set can hold.</summary>
    public static readonly RecordShape<Flavor> Flavor =
        new RecordShape<Flavor>("flavor", new Flavor { Name = "", Vcpus = 1, MemoryMiB = 1 }, isInline: true)
            .Required("name", Values.Name, flavor => flavor.Name, (flavor, value) => flavor with { Name = value })
            .Required("vcpus", Values.Int(1, CpuSet.MaxCpu + 1), flavor => flavor.Vcpus, (flavor, value) => flavor with { Vcpus = value })
            .Required("memoryMiB", Values.Positive, flavor => flavor.MemoryMiB, (flavor, value) => flavor with { MemoryMiB = value })
            .Optional("rootGiB", Values.Amount, flavor => flavor.RootGiB, (flavor, value) => flavor with { RootGiB = value })
            .Optional("ephemeralGiB", Values.Amount, flavor => flavor.EphemeralGiB, (flavor, value) => flavor with { EphemeralGiB = value })
            .Optional("swapMiB", Values.Amount, flavor => flavor.SwapMiB, (flavor, value) => flavor with { SwapMiB = value })
            .Optional("extraSpecs", Values.TextMap, flavor => flavor.ExtraSpecs, (flavor, value) => flavor with { ExtraSpecs = value });

    /// <summary>An image.</summary>
    public static readonly RecordShape<Image> Image =
        new RecordShape<Image>("image", new Image(), isInline: true)
            .Optional("id", Values.OrNull(Values.Text), image => image.Id, (image, value) => image with { Id = value })
            .Optional("properties", Values.Fact(Values.TextMap), image => image.Properties, (image, value) => image with { Properties = value });

    /// <summary>A local disk.</summary>
    public static readonly RecordShape<Disk> Disk =
        new RecordShape<Disk>("disk", new Disk(DiskKind.Root, 0), isInline: true)
            .Required("kind", Words.DiskKind, disk => disk.Kind, (disk, value) => disk with { Kind = value })
            .Required("sizeMiB", Values.Amount, disk => disk.SizeMiB, (disk, value) => disk with { SizeMiB = value });

    /// <summary>A network port.</summary>
    public static readonly RecordShape<Port> Port =
        new RecordShape<Port>("port", new Port { Id = "" }, isInline: true)
            .Required("id", Values.Name, port => port.Id, (port, value) => port with { Id = value })
            .Optional("vnicType", Values.Name, port => port.VnicType, (port, value) => port with { VnicType = value }, "normal where left out")
            .Optional("physicalNetwork", Values.OrNull(Values.Text), port => port.PhysicalNetwork, (port, value) => port with { PhysicalNetwork = value })
            .Optional("hasResourceRequest", Values.Flag, port => port.HasResourceRequest, (port, value) => port with { HasResourceRequest = value });

    /// <summary>What an owner allows.</summary>
    public static readonly RecordShape<OwnerPolicy> Policy =
        new RecordShape<OwnerPolicy>("ownerPolicy", new OwnerPolicy(AllowedMoves.LiveOnly), isInline: true)
            .Required("moves", Words.AllowedMoves, policy => policy.Moves, (policy, value) => policy with { Moves = value })
            .Optional("notBefore", Values.OrNone(Values.Moment), policy => policy.NotBefore, (policy, value) => policy with { NotBefore = value });

    /// <summary>An instance.</summary>
    public static readonly RecordShape<Instance> Instance =
        new RecordShape<Instance>("instance", new Instance { Id = new InstanceId(""), Host = new HostName(""), Flavor = Flavor.Blank })
            .Required("id", Values.Instance, instance => instance.Id, (instance, value) => instance with { Id = value })
            .Optional("name", Values.Text, instance => instance.Name, (instance, value) => instance with { Name = value })
            .Optional("projectId", Values.Text, instance => instance.ProjectId, (instance, value) => instance with { ProjectId = value })
            .Required("host", Values.Host, instance => instance.Host, (instance, value) => instance with { Host = value })
            .Required("flavor", Flavor, instance => instance.Flavor, (instance, value) => instance with { Flavor = value })
            .Optional("image", Image, instance => instance.Image, (instance, value) => instance with { Image = value })
            .Optional("vmState", Words.VmState, instance => instance.VmState, (instance, value) => instance with { VmState = value }, "active where left out")
            .Optional("taskState", Values.OrNull(Values.Text), instance => instance.TaskState, (instance, value) => instance with { TaskState = value })
            .Optional("powerState", Words.PowerState, instance => instance.PowerState, (instance, value) => instance with { PowerState = value }, "running where left out")
            .Optional("isLocked", Values.Flag, instance => instance.IsLocked, (instance, value) => instance with { IsLocked = value })
            .Optional("isVolumeBacked", Values.Fact(Values.Flag), instance => instance.IsVolumeBacked, (instance, value) => instance with { IsVolumeBacked = value })
            .Optional("disks", Values.List(Disk), instance => instance.Disks, (instance, value) => instance with { Disks = value }, "without volumes and the config drive")
            .Optional("configDrive", Values.Fact(Words.ConfigDrive), instance => instance.ConfigDrive, (instance, value) => instance with { ConfigDrive = value })
            .Optional("ports", Values.Fact(Values.List(Port)), instance => instance.Ports, (instance, value) => instance with { Ports = value })
            .Optional("physicalNetworks", Values.Fact(Values.SortedTexts), instance => instance.PhysicalNetworks, (instance, value) => instance with { PhysicalNetworks = value }, "those that the ports name where left out")
            .Optional("allocations", Values.Amounts, instance => instance.Allocations, (instance, value) => instance with { Allocations = value }, "held in Placement on its host")
            .Optional("placement", Values.Fact(NumaTables.GuestPlacement), instance => instance.Placement, (instance, value) => instance with { Placement = value })
            .Optional("pinnedZone", Values.Fact(Values.OrNull(Values.Text)), instance => instance.PinnedZone, (instance, value) => instance with { PinnedZone = value }, "null for not pinned")
            .Optional("schedulerHints", Values.Fact(Values.TextListMap), instance => instance.SchedulerHints, (instance, value) => instance with { SchedulerHints = value })
            .Optional("guestCpu", Values.Fact(Values.OrNull(NumaTables.Cpu)), instance => instance.GuestCpu, (instance, value) => instance with { GuestCpu = value }, "null for the host's")
            .Optional("hasShare", Values.Fact(Values.Flag), instance => instance.HasShare, (instance, value) => instance with { HasShare = value }, "a Manila share is attached")
            .Optional("dirtyMiBPerSecond", Values.Fact(Values.Measure), instance => instance.DirtyMiBPerSecond, (instance, value) => instance with { DirtyMiBPerSecond = value })
            .Optional("cpuLoad", Values.Fact(Values.Measure), instance => instance.CpuLoad, (instance, value) => instance with { CpuLoad = value }, "in host CPUs")
            .Optional("cpuLoadSamples", Values.Fact(Values.List(Values.Measure, 1)), instance => instance.CpuLoadSamples, (instance, value) => instance with { CpuLoadSamples = value }, "in host CPUs, at the same moments for all instances")
            .Optional("policy", Values.Fact(Policy), instance => instance.Policy, (instance, value) => instance with { Policy = value })
            .Optional("tags", Values.SortedTexts, instance => instance.Tags, (instance, value) => instance with { Tags = value });

    /// <summary>A migration in flight.</summary>
    public static readonly RecordShape<MoveInFlight> MoveInFlight =
        new RecordShape<MoveInFlight>("moveInFlight", new MoveInFlight
        {
            MigrationId = "",
            Instance = new InstanceId(""),
            Kind = InFlightKind.Live,
            Status = "",
            Source = new HostName(""),
        })
            .Required("migrationId", Values.Name, move => move.MigrationId, (move, value) => move with { MigrationId = value })
            .Required("instance", Values.Instance, move => move.Instance, (move, value) => move with { Instance = value })
            .Required("kind", Words.InFlightKind, move => move.Kind, (move, value) => move with { Kind = value })
            .Required("status", Values.Name, move => move.Status, (move, value) => move with { Status = value }, "Nova's migration status")
            .Required("source", Values.Host, move => move.Source, (move, value) => move with { Source = value })
            .Optional("destination", Values.OrNone(Values.Host), move => move.Destination, (move, value) => move with { Destination = value })
            .Optional("otherAllocations", Values.Amounts, move => move.OtherAllocations, (move, value) => move with { OtherAllocations = value }, "held on the host that the instance does not name")
            .Optional("otherPlacement", Values.Fact(NumaTables.GuestPlacement), move => move.OtherPlacement, (move, value) => move with { OtherPlacement = value });

    /// <summary>A server group.</summary>
    public static readonly RecordShape<ServerGroup> ServerGroup =
        new RecordShape<ServerGroup>("serverGroup", new ServerGroup { Id = new ServerGroupId(""), Policy = GroupPolicy.Affinity })
            .Required("id", Values.Group, group => group.Id, (group, value) => group with { Id = value })
            .Optional("name", Values.Text, group => group.Name, (group, value) => group with { Name = value })
            .Required("policy", Words.GroupPolicy, group => group.Policy, (group, value) => group with { Policy = value })
            .Optional("maxServerPerHost", Values.PositiveCount, group => group.MaxServerPerHost, (group, value) => group with { MaxServerPerHost = value })
            .Optional("members", Values.List(Values.Instance), group => group.Members, (group, value) => group with { Members = value });
}
