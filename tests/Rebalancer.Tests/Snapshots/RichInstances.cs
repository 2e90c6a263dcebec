using System.Collections.Immutable;
using Rebalancer.Cpu;
using Rebalancer.Model;
using Rebalancer.Numa;

namespace Rebalancer.Tests.Snapshots;

/// <summary>An instance that differs from the defaults in every field.</summary>
internal static class RichInstances
{
    public static Instance Full { get; } = new()
    {
        Id = new("i-1"),
        Name = "web 1",
        ProjectId = "project-1",
        Host = new("compute-1"),
        Flavor = new Flavor
        {
            Name = "m1.numa",
            Vcpus = 4,
            MemoryMiB = 4_096,
            RootGiB = 20,
            EphemeralGiB = 10,
            SwapMiB = 512,
            ExtraSpecs = RichParts.Map(("hw:watchdog_action", "reset")),
        },
        Image = new Image { Id = "image-1", Properties = Fact.Read(RichParts.Map(("hw_disk_bus", "virtio"))) },
        VmState = VmState.Resized,
        TaskState = "migrating",
        PowerState = PowerState.Paused,
        IsLocked = true,
        IsVolumeBacked = Fact.Read(true),
        Disks = [new Disk(DiskKind.Root, 20_480), new Disk(DiskKind.Swap, 512)],
        ConfigDrive = Fact.Assumed(ConfigDrive.Iso9660),
        Ports = Fact.Read<ImmutableArray<Port>>(
        [
            new Port { Id = "port-1", VnicType = "direct", PhysicalNetwork = "physnet0", HasResourceRequest = true },
            new Port { Id = "port-2" },
        ]),
        PhysicalNetworks = Fact.Given<ImmutableArray<string>>(["physnet0", "physnet1"]),
        Allocations = RichParts.Amounts(("VCPU", 4), ("MEMORY_MB", 4_096)),
        Placement = Fact.Given(new GuestPlacement(
        [
            new PlacedCell
            {
                HostCell = 0,
                Pinning = ImmutableSortedDictionary<int, int>.Empty.Add(0, 2).Add(1, 3),
                ReservedCpus = CpuSet.Of(1),
                PageSizeKiB = 2_048,
            },
            new PlacedCell { HostCell = 1 },
        ])),
        PinnedZone = Fact.Read<string?>(null),
        SchedulerHints = Fact.Given(ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty
            .Add("different_host", ["i-2", "i-3"])),
        GuestCpu = Fact.Given<HostCpu?>(new HostCpu { Architecture = CpuArchitecture.Aarch64 }),
        HasShare = Fact.Given(true),
        DirtyMiBPerSecond = Fact.Given(12.5),
        CpuLoad = Fact.Given(0.25),
        CpuLoadSamples = Fact.Given<ImmutableArray<double>>([0.25, 1.5]),
        Policy = Fact.Given(new OwnerPolicy(AllowedMoves.MayBeCold, new DateTimeOffset(2026, 3, 1, 22, 0, 0, TimeSpan.FromHours(2)))),
        Tags = ["blue", "web"],
    };
}
