using Rebalancer.Cpu;
using Rebalancer.Model;
using Rebalancer.Rules;

namespace Rebalancer.Testing.Shrinking;

/// <summary>How much there is to read in a cloud: hosts and instances first, then what is peculiar about them.</summary>
internal static class CloudWeight
{
    private const long Thing = 100_000;
    private const long Link = 2_000;
    private const long Peculiarity = 10;

    /// <summary>The weight; 0 for nothing at all.</summary>
    public static long Of(ClusterParts parts) =>
        parts.Hosts.Sum(host => Of(host, parts.Hosts[0]))
        + parts.Instances.Sum(instance => Of(instance, parts))
        + parts.ServerGroups.Sum(group => Link + (Peculiarity * group.Members.Length))
        + parts.Aggregates.Sum(aggregate => Link + (Peculiarity * aggregate.Hosts.Length))
        + (parts.MovesInFlight.Length * 2 * Link)
        + Of(parts.Options);

    private static long Of(Host host, Host first) => Thing
        + (Peculiarity * Count(
            !host.Service.IsUp,
            host.Service.IsForcedDown,
            !host.Service.IsEnabled,
            host.Service.DisabledReason is not null,
            host.Service.IsFenced.IsKnown,
            !host.OtherUsage.IsEmpty,
            !Equals(host.Cpu, first.Cpu),
            host.HypervisorVersion != first.HypervisorVersion,
            host.CpuMode != Fact.Given(CpuMode.HostModel),
            !host.Cell.IsKnown,
            host.Cell != first.Cell,
            host.Storage != first.Storage,
            host.Storage.Backend != Fact.Given(ImagesBackend.Rbd),
            host.Storage.SharedPathGroup != Fact.Given(""),
            host.SshKeyGroup != Fact.Given("ssh"),
            host.Migration != new MigrationSettings(),
            host.Topology.IsKnown,
            host.CpuSharedSet.ValueOr(null) is not null,
            host.CpuDedicatedSet.ValueOr(null) is not null,
            !host.PciPools.ValueOr([]).IsEmpty,
            !host.MdevTypes.IsKnown || !host.MdevTypes.Value.IsEmpty))
        + host.Inventories.Sum(inventory => Peculiarity * (1 + Count(inventory.Reserved > 0)))
        + (Peculiarity * (host.Traits.Length + host.Labels.Count));

    private static long Of(Instance instance, ClusterParts parts) => Thing
        + (Peculiarity * Count(
            instance.VmState != VmState.Active,
            instance.TaskState is not null,
            instance.PowerState != PowerState.Running,
            instance.IsLocked,
            instance.ConfigDrive != Fact.Given(ConfigDrive.None),
            !instance.PinnedZone.IsKnown || instance.PinnedZone.Value is not null,
            !instance.SchedulerHints.IsKnown || !instance.SchedulerHints.Value.IsEmpty,
            !instance.GuestCpu.IsKnown || instance.GuestCpu.Value is not null,
            instance.HasShare != Fact.Given(false),
            instance.DirtyMiBPerSecond.IsKnown,
            instance.CpuLoad.IsKnown,
            instance.CpuLoadSamples.IsKnown,
            instance.Policy.IsKnown,
            instance.Policy.IsKnown && instance.Policy.Value.Moves != AllowedMoves.MayBeCold,
            instance.Policy.IsKnown && instance.Policy.Value.NotBefore is not null,
            instance.Image.Id is not null || !instance.Image.Properties.IsKnown,
            !instance.Ports.IsKnown,
            HoldsWhatItDoesNotAsk(instance, parts)))
        + (Peculiarity * (instance.Tags.Length + instance.Ports.ValueOr([]).Length + instance.Disks.Length))
        + (Peculiarity * instance.Flavor.ExtraSpecs.Count * 5)
        + instance.Flavor.Vcpus + (instance.Flavor.MemoryMiB / 64) + instance.Flavor.RootGiB + instance.Disks.Sum(disk => disk.SizeMiB / 1024);

    private static long Of(CloudOptions options) => Peculiarity * (options.Links.Length + Count(
        options.NovaRelease != Fact.Given(Common.Release),
        options.PlacementMajor.IsKnown,
        !options.EnabledFilters.IsKnown || !options.EnabledFilters.Value.SequenceEqual(Common.Filters),
        !options.Filters.Equals(new FilterOptions()),
        options.PacksNumaCells.IsKnown,
        options.DisablesPcpuFallback.IsKnown,
        options.SkipsHypervisorVersionCheck.IsKnown,
        options.SkipsCpuCompare.IsKnown,
        options.AllowsCrossCellCold.IsKnown,
        options.DefaultZone.IsKnown,
        options.DefaultBandwidthMbps.IsKnown,
        options.DefaultDirtyShare.IsKnown,
        !options.PciAliases.ValueOr([]).IsEmpty));

    private static bool HoldsWhatItDoesNotAsk(Instance instance, ClusterParts parts)
    {
        Host host = parts.Hosts.First(candidate => candidate.Name == instance.Host);
        return !instance.Allocations.SequenceEqual(InstanceDemand.Of(instance, parts.Options).Request.AmountsOn(host, parts.Options));
    }

    private static long Count(params ReadOnlySpan<bool> peculiarities)
    {
        long count = 0;
        foreach (bool isPeculiar in peculiarities)
        {
            count += isPeculiar ? 1 : 0;
        }

        return count;
    }
}
