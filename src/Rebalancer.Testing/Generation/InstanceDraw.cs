using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Model;

namespace Rebalancer.Testing.Generation;

/// <summary>Draws instances that have no place yet.</summary>
internal static class InstanceDraw
{
    /// <summary>The physical network of SR-IOV ports and devices.</summary>
    public const string PhysicalNetwork = "physnet1";

    /// <summary>Stands where the host is not chosen yet.</summary>
    public static readonly HostName Nowhere = new("");

    private static readonly ImmutableSortedDictionary<string, string> NoProperties =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    private static readonly ImmutableArray<Image> Images =
    [
        new Image { Id = "image-plain", Properties = Fact.Read(NoProperties) },
        new Image { Id = "image-plain", Properties = Fact.Read(NoProperties) },
        new Image { Id = "image-plain", Properties = Fact.Read(NoProperties) },
        new Image { Id = "image-x86", Properties = Fact.Read(NoProperties.Add("hw_architecture", "x86_64")) },
        new Image { Id = "image-distro", Properties = Fact.Read(NoProperties.Add("os_distro", "debian")) },
    ];

    /// <summary>Adds the instances of the shape to the draft.</summary>
    public static void AddTo(CloudDraft draft, FlavorDraw flavors)
    {
        int count = draft.Random.In(draft.Shape.Instances);
        for (int i = 0; i < count; i++)
        {
            draft.Instances.Add(Next(draft.Shape, draft.Random, flavors.Next(), i));
        }
    }

    /// <summary>The same instance asking for so little that it finds a host nearly everywhere.</summary>
    public static Instance Humble(Instance instance, Flavor flavor) => instance with
    {
        Flavor = flavor,
        Disks = DisksOf(flavor, instance.IsVolumeBacked.ValueOr(false)),
        Ports = Fact.Read(instance.Ports.ValueOr([]).RemoveAll(port => port.VnicType != "normal")),
    };

    private static Instance Next(CloudShape shape, SeededRandom random, Flavor flavor, int number)
    {
        bool isVolumeBacked = flavor.RootGiB == 0 || random.Chance(shape.VolumeBackedShare);
        string id = string.Create(CultureInfo.InvariantCulture, $"{number:x8}-0000-4000-8000-000000000000");
        Instance instance = new()
        {
            Id = new InstanceId(id),
            Name = string.Create(CultureInfo.InvariantCulture, $"i{number}"),
            ProjectId = random.Pick("blue", "blue", "green"),
            Host = Nowhere,
            Flavor = flavor,
            Image = random.Pick(Images.AsSpan()),
            IsLocked = random.Chance(shape.LockedShare),
            IsVolumeBacked = Fact.Read(isVolumeBacked),
            Disks = DisksOf(flavor, isVolumeBacked),
            ConfigDrive = Fact.Given(random.Chance(shape.ConfigDriveShare) ? random.Pick(ConfigDrive.Iso9660, ConfigDrive.Vfat) : ConfigDrive.None),
            Ports = Fact.Read(PortsOf(shape, random, id)),
            PinnedZone = Fact.Read<string?>(null),
            SchedulerHints = Fact.Given(ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty),
            GuestCpu = Fact.Given<Cpu.HostCpu?>(null),
            HasShare = Fact.Given(random.Chance(shape.ManilaShare)),
            DirtyMiBPerSecond = random.Chance(0.4) ? Fact.Given(flavor.MemoryMiB * random.Pick(0.0, 0.001, 0.01, 0.1)) : default,
            CpuLoad = random.Chance(0.4) ? Fact.Given(flavor.Vcpus * random.Pick(0.0, 0.1, 0.5, 1.0)) : default,
            Policy = random.Chance(shape.OwnerPolicyShare) ? Fact.Given(PolicyOf(random)) : default,
            Tags = random.Chance(shape.LocalityShare) ? [random.Pick("near:db", "near:web")] : [],
        };
        return InState(instance, shape, random);
    }

    private static Instance InState(Instance instance, CloudShape shape, SeededRandom random)
    {
        if (random.Chance(shape.StoppedShare))
        {
            return instance with { VmState = VmState.Stopped, PowerState = PowerState.Shutdown };
        }

        if (random.Chance(shape.PausedShare))
        {
            return instance with { VmState = VmState.Paused, PowerState = PowerState.Paused };
        }

        if (random.Chance(shape.ErrorShare))
        {
            return instance with { VmState = VmState.Error, PowerState = random.Pick(PowerState.Running, PowerState.NoState) };
        }

        if (!random.Chance(shape.StuckShare))
        {
            return instance;
        }

        return random.Below(4) switch
        {
            0 => instance with { VmState = VmState.Suspended, PowerState = PowerState.Suspended },
            1 => instance with { VmState = VmState.Rescued },
            2 => instance with { TaskState = "rebooting" },
            _ => instance with { PowerState = PowerState.Shutdown },
        };
    }

    private static OwnerPolicy PolicyOf(SeededRandom random)
    {
        AllowedMoves moves = random.Below(12) switch
        {
            0 => AllowedMoves.Never,
            < 4 => AllowedMoves.LiveOnly,
            _ => AllowedMoves.MayBeCold,
        };
        return new OwnerPolicy(moves, random.Chance(0.1) ? new DateTimeOffset(2026, 1, random.Between(1, 28), 0, 0, 0, TimeSpan.Zero) : null);
    }

    private static ImmutableArray<Disk> DisksOf(Flavor flavor, bool isVolumeBacked)
    {
        List<Disk> disks = [];
        void Add(DiskKind kind, long sizeMiB)
        {
            if (sizeMiB > 0)
            {
                disks.Add(new Disk(kind, sizeMiB));
            }
        }

        Add(DiskKind.Root, isVolumeBacked ? 0 : flavor.RootGiB * 1024);
        Add(DiskKind.Ephemeral, flavor.EphemeralGiB * 1024);
        Add(DiskKind.Swap, flavor.SwapMiB);
        return [.. disks];
    }

    private static ImmutableArray<Port> PortsOf(CloudShape shape, SeededRandom random, string instance)
    {
        Port ordinary = new() { Id = $"port-0-{instance}" };
        return random.Chance(shape.SriovShare)
            ? [ordinary, new Port { Id = $"port-1-{instance}", VnicType = random.Pick("direct", "direct", "macvtap"), PhysicalNetwork = PhysicalNetwork }]
            : [ordinary];
    }
}
