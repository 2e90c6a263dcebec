using System.Collections.Immutable;
using Rebalancer.Cpu;
using Rebalancer.Model;

namespace Rebalancer.Testing.Shrinking;

/// <summary>Makes instances plainer.</summary>
internal static class InstanceShrinks
{
    private static readonly ImmutableSortedDictionary<string, ImmutableArray<string>> NoHints =
        ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty;

    private static readonly ImmutableArray<Func<Instance, Instance>> Plainer =
    [
        instance => instance with { VmState = VmState.Active, TaskState = null, PowerState = PowerState.Running },
        instance => instance with { IsLocked = false },
        instance => instance with { ConfigDrive = Fact.Given(ConfigDrive.None) },
        instance => instance with { PinnedZone = Fact.Read<string?>(null) },
        instance => instance with { SchedulerHints = Fact.Given(NoHints) },
        instance => instance with { GuestCpu = Fact.Given<HostCpu?>(null) },
        instance => instance with { HasShare = Fact.Given(false) },
        instance => instance with { DirtyMiBPerSecond = default, CpuLoad = default, CpuLoadSamples = default },
        instance => instance with { Policy = default },
        instance => instance with { Policy = Fact.Given(new OwnerPolicy(AllowedMoves.MayBeCold)) },
        instance => instance with { Tags = [] },
    ];

    private static readonly ImmutableArray<Func<Instance, Instance>> Smaller =
    [
        instance => instance with { Image = new Image { Properties = Fact.Read(ImmutableSortedDictionary<string, string>.Empty) } },
        instance => instance with { Ports = Fact.Read(ImmutableArray<Port>.Empty) },
        instance => instance with { Flavor = instance.Flavor with { ExtraSpecs = instance.Flavor.ExtraSpecs.Clear() } },
        instance => instance with { Flavor = instance.Flavor with { Vcpus = 1 } },
        instance => instance with { Flavor = instance.Flavor with { Vcpus = instance.Flavor.Vcpus / 2 } },
        instance => instance with { Flavor = instance.Flavor with { MemoryMiB = Math.Max(64, instance.Flavor.MemoryMiB / 2) } },
        instance => instance with
        {
            Flavor = instance.Flavor with { EphemeralGiB = 0, SwapMiB = 0 },
            Disks = instance.Disks.RemoveAll(disk => disk.Kind != DiskKind.Root),
        },
        instance => instance with { Flavor = instance.Flavor with { RootGiB = 1 }, Disks = [.. instance.Disks.Select(SmallRoot)] },
    ];

    /// <summary>The parts with one instance plainer; those on their way keep their state.</summary>
    public static IEnumerable<ClusterParts> Of(ClusterParts parts)
    {
        HashSet<InstanceId> moving = [.. parts.MovesInFlight.Select(move => move.Instance)];
        for (int index = 0; index < parts.Instances.Length; index++)
        {
            Instance instance = parts.Instances[index];
            int first = moving.Contains(instance.Id) ? 1 : 0;
            yield return With(parts, index, Plainer.Skip(first).Aggregate(instance, (plain, step) => step(plain)));
            foreach (Func<Instance, Instance> step in Plainer.Skip(first))
            {
                yield return With(parts, index, step(instance));
            }

            foreach (Instance changed in Smaller.Select(step => step(instance)).Concat(WithFewerSpecs(instance)).Append(instance))
            {
                if (Replacing.With(parts, index, changed) is { } replaced)
                {
                    yield return replaced;
                }
            }
        }
    }

    private static IEnumerable<Instance> WithFewerSpecs(Instance instance) => instance.Flavor.ExtraSpecs.Keys.Select(key =>
        instance with { Flavor = instance.Flavor with { ExtraSpecs = instance.Flavor.ExtraSpecs.Remove(key) } });

    private static ClusterParts With(ClusterParts parts, int index, Instance instance) =>
        parts with { Instances = parts.Instances.SetItem(index, instance) };

    private static Disk SmallRoot(Disk disk) => disk.Kind == DiskKind.Root ? disk with { SizeMiB = 1024 } : disk;
}
