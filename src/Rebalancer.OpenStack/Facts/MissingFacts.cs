using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.OpenStack.Mapping;

namespace Rebalancer.OpenStack.Facts;

/// <summary>Finds what nobody has told of a cluster and what matters to it.</summary>
public static class MissingFacts
{
    private static readonly string[] CellKeys =
    [
        "hw:numa_nodes", "hw:cpu_policy", "hw:mem_page_size", "hw:cpu_thread_policy", "hw:emulator_threads_policy", "hw:cpu_realtime", "resources:PCPU",
        "hw_numa_nodes", "hw_cpu_policy", "hw_mem_page_size", "hw_cpu_thread_policy",
    ];

    /// <summary>The missing facts: of the cloud, its hosts, its instances, its images, the weightiest first in each.</summary>
    public static ImmutableArray<MissingFact> Of(Cluster cluster)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        return [.. OfCloud(cluster), .. OfHosts(cluster), .. OfInstances(cluster), .. OfImages(cluster)];
    }

    private static IEnumerable<MissingFact> OfCloud(Cluster cluster)
    {
        CloudOptions options = cluster.Options;
        bool hasCells = cluster.Instances.Any(HasCells);
        bool hasDevices = cluster.Instances.Any(instance => instance.Flavor.ExtraSpecs.ContainsKey("pci_passthrough:alias"));
        return new (bool IsMissing, string Key, string Example, string Why)[]
        {
            (!options.NovaRelease.IsKnown, "releases.nova", "26",
                "The rules differ by release (26 is Zed, 29 is 2024.1, 33 is 2026.1). Taken until said: 26."),
            (!options.PlacementMajor.IsKnown, "releases.placement", "8",
                "Whether an instance may leave a host that uses more than it has (from 14, 2025.2). Taken until said: what goes with Nova's release."),
            (!options.EnabledFilters.IsKnown, "enabledFilters", "[ComputeFilter, ComputeCapabilitiesFilter, ImagePropertiesFilter, ServerGroupAntiAffinityFilter, ServerGroupAffinityFilter, NUMATopologyFilter]",
                "Each filter refuses moves ([filter_scheduler] enabled_filters of the schedulers). Taken until said: Nova's defaults and NUMATopologyFilter."),
            (!options.DefaultBandwidthMbps.IsKnown && cluster.Hosts.Any(host => !host.Migration.BandwidthMbps.IsKnown), "defaults.bandwidthMbps", "10000",
                "How long moves take: the rate of one migration in megabits per second, where a host does not say."),
            (!options.DefaultDirtyShare.IsKnown && cluster.Instances.Any(instance => !instance.DirtyMiBPerSecond.IsKnown), "defaults.dirtyShare", "0.01",
                "Whether live migrations converge, and when: memory written per second as a share of the flavor's, where an instance does not say."),
            (!options.PciAliases.IsKnown && hasDevices, "pciAliases", "[{name: gpu, vendorId: \"10de\", productId: \"1db4\"}]",
                "Which devices an instance asked for by alias may get ([pci] alias). Until said, such instances stay."),
            (!options.PacksNumaCells.IsKnown && hasCells, "packingHostNumaCellsAllocationStrategy", "false",
                "Into which host cell a guest cell goes ([compute] of nova.conf). Taken until said: false."),
            (!options.DisablesPcpuFallback.IsKnown && hasCells, "disableFallbackPcpuQuery", "false",
                "Whether pinned instances may go to hosts without a dedicated set ([workarounds] of nova.conf). Taken until said: false."),
        }.Where(row => row.IsMissing).Select(row => new MissingFact("cloud", row.Key, row.Example, row.Why, []));
    }

    private static IEnumerable<MissingFact> OfHosts(Cluster cluster)
    {
        int withCells = cluster.Instances.Count(HasCells);
        bool hasDevices = cluster.Instances.Any(instance => instance.Flavor.ExtraSpecs.ContainsKey("pci_passthrough:alias") || HasDevicePort(instance));
        bool hasVgpus = cluster.Instances.Any(instance => instance.Allocations.Keys.Any(resource => resource.ToString().StartsWith("VGPU", StringComparison.Ordinal)));
        return new (bool Matters, Func<Host, bool> IsMissing, string Key, string Example, string Why)[]
        {
            (true, host => !host.Storage.Backend.IsKnown, "imagesBackend", "qcow2",
                "Whether a live migration has to copy disks ([libvirt] images_type)."),
            (true, host => !host.Storage.SharedPathGroup.IsKnown, "sharedInstancesPath", "null",
                "The same name on hosts that share their instances_path, null where it is not shared: live or block-live, and whether an evacuation keeps disks."),
            (true, host => !host.Cell.IsKnown, "cell", "cell1",
                "No move leaves a cell, and the API hides cells. Until said, hosts that share an aggregate or a zone are taken to share a cell."),
            (true, host => !host.CpuMode.IsKnown, "cpuMode", "host-model",
                "How CPUs are compared before a live migration ([libvirt] cpu_mode)."),
            (true, host => !host.Cpu.IsKnown, "cpu", "{architecture: x86_64, vendor: Intel, model: Cascadelake-Server, features: [avx512f]}",
                "Live migration compares CPUs; no answer told this one (virsh capabilities)."),
            (cluster.Options.NovaRelease.IsKnown, host => !host.NovaRelease.IsKnown, "release", "26",
                "Only where a host's nova-compute is older than the rest, as in the middle of an upgrade."),
            (true, host => !host.SshKeyGroup.IsKnown, "sshKeyGroup", "all",
                "The same name on hosts that know each other's ssh keys: without, a cold migration between them cannot copy disks."),
            (withCells > 0, host => !host.Topology.IsKnown, "numa", "[{id: 0, cpus: \"0-15\", siblings: [\"0,8\", \"1,9\"], memoryMiB: 65536, pages: [{sizeKiB: 4, total: 16777216}]}]",
                $"Where guest cells, pinned CPUs and huge pages fit (virsh capabilities); matters to {withCells} instances. An empty list says that the host reports none."),
            (withCells > 0, host => !host.CpuSharedSet.IsKnown, "cpuSharedSet", "null",
                $"[compute] cpu_shared_set, null where it is not set; matters to {withCells} instances."),
            (withCells > 0, host => !host.CpuDedicatedSet.IsKnown, "cpuDedicatedSet", "null",
                $"[compute] cpu_dedicated_set, null where it is not set; matters to {withCells} instances."),
            (hasDevices, host => !host.PciPools.IsKnown, "pci", "[{vendorId: \"10de\", productId: \"1db4\", numaNode: 0, count: 2}]",
                "The devices that instances may get ([pci] device_spec); an empty list says that there are none."),
            (hasVgpus, host => !host.MdevTypes.IsKnown, "mdevTypes", "[nvidia-35]",
                "The types of virtual GPUs ([devices] enabled_mdev_types)."),
            (true, host => HasUnknownConfigDrive(cluster, host), "configDriveFormat", "iso9660",
                "Whether instances with a config drive can live-migrate without shared storage ([DEFAULT] config_drive_format)."),
            (true, host => !host.Migration.MaxConcurrentLive.IsKnown, "migration.maxConcurrentLive", "1",
                "How many live migrations leave at once ([DEFAULT] max_concurrent_live_migrations). Taken until said: 1."),
            (true, host => !host.Migration.BandwidthMbps.IsKnown, "migration.bandwidthMbps", "10000",
                "How long moves take: the rate of one migration in megabits per second."),
            (true, host => !host.Migration.PostCopy.IsKnown, "migration.postCopy", "false",
                "Whether a live migration that does not converge can be finished ([libvirt] live_migration_permit_post_copy). Taken until said: false."),
        }.Where(row => row.Matters)
            .Select(row => new MissingFact("hosts", row.Key, row.Example, row.Why, [.. cluster.Hosts.Where(row.IsMissing).Select(host => host.Name.Value)]))
            .Where(fact => !fact.About.IsEmpty);
    }

    private static IEnumerable<MissingFact> OfInstances(Cluster cluster)
    {
        bool hasZones = Enumerable.Range(0, cluster.Hosts.Length).Select(cluster.ZoneOf).Distinct().Count() > 1;
        return new (bool Matters, Func<Instance, bool> IsMissing, string Key, string Example, string Why)[]
        {
            (hasZones, instance => !instance.PinnedZone.IsKnown, "pinnedZone", "null",
                "An instance that was asked for in a zone never leaves it; null says that it was not. Nova tells from 2.96 on."),
            (true, instance => !instance.SchedulerHints.IsKnown, "hints", "{}",
                "Hints of its creation (different_host, same_host, ...) hold at each move. Nova tells from 2.100 on."),
            (true, instance => !instance.ConfigDrive.IsKnown, "configDriveFormat", "iso9660",
                "A config drive in vfat cannot be live-migrated without shared storage ([DEFAULT] config_drive_format when it was made)."),
            (true, EmulatorCpus.AreUntold, "emulatorCpus", "\"4\"",
                "The host CPU that its emulator threads keep, which no API tells: without, the first that is free beside its pins is assumed."),
            (true, instance => !instance.DirtyMiBPerSecond.IsKnown, "dirtyMiBPerSecond", "50",
                "How much memory it writes per second decides whether and when a live migration converges (telemetry: libvirt's dirty rate)."),
            (true, instance => !instance.CpuLoad.IsKnown && !instance.CpuLoadSamples.IsKnown, "cpuLoad", "1.5",
                "Spreading by real load needs the host CPUs that it keeps busy (telemetry)."),
            (true, instance => !instance.Policy.IsKnown, "policy", "{moves: liveOnly}",
                "What its owner allows: liveOnly, mayBeCold (it is shut down for a while) or never."),
        }.Where(row => row.Matters)
            .Select(row => new MissingFact("instances", row.Key, row.Example, row.Why, [.. cluster.Instances.Where(row.IsMissing).Select(NameOf).Order(StringComparer.Ordinal)]))
            .Where(fact => !fact.About.IsEmpty);
    }

    private static IEnumerable<MissingFact> OfImages(Cluster cluster)
    {
        ImmutableArray<string> unknown = [.. cluster.Instances
            .Where(instance => instance.Image.Id is not null && !instance.Image.Properties.IsKnown)
            .Select(instance => instance.Image.Id!).Distinct().Order(StringComparer.Ordinal)];
        return unknown.IsEmpty ? [] :
        [
            new MissingFact("images", "properties", "{hw_disk_bus: virtio}",
                "Properties of images choose hosts and CPUs. Glance tells them, and Nova from 2.98 on; these images are in no answer.", unknown),
        ];
    }

    private static bool HasUnknownConfigDrive(Cluster cluster, Host host) =>
        cluster.InstancesOn(cluster.IndexOf(host.Name)).Any(index => !cluster.Instances[index].ConfigDrive.IsKnown);

    private static string NameOf(Instance instance) => instance.Name.Length > 0 ? instance.Name : instance.Id.Value;

    private static bool HasCells(Instance instance) =>
        (instance.Placement.TryGet(out var placement) && !placement!.Cells.IsEmpty)
        || CellKeys.Any(key => instance.Flavor.ExtraSpecs.ContainsKey(key)
            || (instance.Image.Properties.TryGet(out ImmutableSortedDictionary<string, string>? properties) && properties!.ContainsKey(key)));

    private static bool HasDevicePort(Instance instance) =>
        instance.Ports.TryGet(out ImmutableArray<Port> ports) && ports.Any(port => port.VnicType is not ("normal" or "macvtap"));
}
