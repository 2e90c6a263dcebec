using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Plans;

namespace Rebalancer.Testing.Tests;

/// <summary>The guide's table of how often each feature occurs at the default knobs is a true one.</summary>
public sealed class DistributionTests
{
    private static readonly ImmutableSortedDictionary<string, Func<Cluster, bool>> Features = new Dictionary<string, Func<Cluster, bool>>
    {
        ["pinned"] = cluster => HasSpec(cluster, "hw:cpu_policy", "dedicated"),
        ["mixed"] = cluster => HasSpec(cluster, "hw:cpu_policy", "mixed"),
        ["two guest cells"] = cluster => HasSpec(cluster, "hw:numa_nodes", "2"),
        ["pages"] = cluster => cluster.Instances.Any(instance => instance.Flavor.ExtraSpecs.ContainsKey("hw:mem_page_size")),
        ["a page size was chosen"] = cluster => cluster.Instances.Any(instance =>
            instance.Placement.TryGet(out GuestPlacement? placement) && placement.Cells.Any(cell => cell.PageSizeKiB is not null)),
        ["device by alias"] = cluster => cluster.Instances.Any(instance => instance.Flavor.ExtraSpecs.ContainsKey("pci_passthrough:alias")),
        ["SR-IOV port"] = cluster => cluster.Instances.Any(instance => instance.Ports.ValueOr([]).Any(port => port.VnicType != "normal")),
        ["trait"] = cluster => cluster.Instances.Any(instance => instance.Flavor.ExtraSpecs.Keys.Any(key => key.StartsWith("trait:", StringComparison.Ordinal))),
        ["other resource class"] = cluster => cluster.Instances.Any(instance => instance.Flavor.ExtraSpecs.Keys.Any(key => key.StartsWith("resources:", StringComparison.Ordinal))),
        ["aggregate key"] = cluster => HasSpec(cluster, "aggregate_instance_extra_specs:ssd", "true"),
        ["affinity"] = cluster => HasGroup(cluster, GroupPolicy.Affinity, 1),
        ["anti-affinity, 1 per host"] = cluster => HasGroup(cluster, GroupPolicy.AntiAffinity, 1),
        ["anti-affinity, 2 per host"] = cluster => HasGroup(cluster, GroupPolicy.AntiAffinity, 2),
        ["soft group"] = cluster => HasGroup(cluster, GroupPolicy.SoftAffinity, 1) || HasGroup(cluster, GroupPolicy.SoftAntiAffinity, 1),
        ["zones"] = cluster => Enumerable.Range(0, cluster.Hosts.Length).Select(cluster.ZoneOf).Distinct().Count() > 1,
        ["pinned to a zone"] = cluster => cluster.Instances.Any(instance => instance.PinnedZone.ValueOr(null) is not null),
        ["cells"] = cluster => cluster.Hosts.Select(host => host.Cell).Distinct().Count() > 1,
        ["mixed CPUs"] = cluster => cluster.Hosts.Select(host => host.Cpu).Distinct().Count() > 1,
        ["disabled host"] = cluster => cluster.Hosts.Any(host => !host.Service.IsEnabled),
        ["host down"] = cluster => cluster.Hosts.Any(host => !host.Service.IsUp),
        ["over-full host"] = IsOverFull,
        ["live migration in flight"] = cluster => cluster.MovesInFlight.Any(move => move.Kind == InFlightKind.Live),
        ["waits for confirm"] = cluster => cluster.MovesInFlight.Any(move => move.AwaitsConfirm),
        ["volume-backed"] = cluster => cluster.Instances.Any(instance => instance.IsVolumeBacked.ValueOr(false)),
        ["local disk"] = cluster => cluster.Instances.Any(instance => !instance.Disks.IsEmpty),
        ["storage differs"] = cluster => cluster.Hosts.Select(host => host.Storage).Distinct().Count() > 1,
        ["shared path"] = cluster => cluster.Hosts.Any(host => host.Storage.SharedPathGroup.ValueOr("").Length > 0),
        ["owner allows nothing"] = cluster => cluster.Instances.Any(instance => instance.Policy.IsKnown && instance.Policy.Value.Moves == AllowedMoves.Never),
        ["owner allows cold"] = cluster => cluster.Instances.Any(instance => instance.Policy.IsKnown && instance.Policy.Value.Moves == AllowedMoves.MayBeCold),
        ["stopped"] = cluster => cluster.Instances.Any(instance => instance.VmState == VmState.Stopped),
        ["paused"] = cluster => cluster.Instances.Any(instance => instance.VmState == VmState.Paused),
        ["in error"] = cluster => cluster.Instances.Any(instance => instance.VmState == VmState.Error),
        ["locked"] = cluster => cluster.Instances.Any(instance => instance.IsLocked),
        ["rack"] = cluster => cluster.Hosts.Any(host => host.Labels.ContainsKey("rack")),
        ["unknown CPU"] = cluster => cluster.Hosts.Any(host => !host.Cpu.IsKnown),
        ["leak"] = cluster => cluster.Hosts.Any(host => !host.OtherUsage.IsEmpty),
        ["hint"] = cluster => cluster.Instances.Any(instance => instance.SchedulerHints.IsKnown && !instance.SchedulerHints.Value.IsEmpty),
        ["named CPU model"] = cluster => cluster.Instances.Any(instance => instance.GuestCpu.ValueOr(null) is not null),
        ["dedicated set"] = cluster => cluster.Hosts.Any(host => host.CpuDedicatedSet.ValueOr(null) is not null),
        ["load samples"] = cluster => cluster.Instances.Any(instance => instance.CpuLoadSamples.IsKnown),
        ["hyperthreads"] = cluster => cluster.Hosts.Any(host => host.Traits.Contains("HW_CPU_HYPERTHREADING")),
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    [Fact]
    public void The_guide_tells_how_often_each_feature_occurs_which_is_in_at_least_one_small_cloud_of_thirty()
    {
        SortedDictionary<string, int> counts = Measured(CloudShape.Small, 1000);
        StringBuilder table = new("| feature | clouds of a thousand |\n|---|---:|\n");
        foreach ((string feature, int count) in counts.OrderByDescending(pair => pair.Value))
        {
            table.Append(CultureInfo.InvariantCulture, $"| {feature} | {count} |\n");
        }

        TestContext.Current.TestOutputHelper?.WriteLine(table.ToString());
        Assert.DoesNotContain(counts, pair => pair.Value < 1000 / 30.0);
        Assert.Contains(table.ToString(), File.ReadAllText(Repository.PathOf("src", "Rebalancer.Testing", "README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_feature_occurs_in_at_least_one_tiny_cloud_of_a_hundred() =>
        Assert.DoesNotContain(Measured(CloudShape.Tiny, 3000), pair => pair.Value < 3000 / 100);

    private static SortedDictionary<string, int> Measured(CloudShape shape, int clouds)
    {
        SortedDictionary<string, int> counts = new(StringComparer.Ordinal);
        for (int seed = 0; seed < clouds; seed++)
        {
            Cluster cluster = Clouds.Generate(shape, seed);
            foreach ((string name, Func<Cluster, bool> occurs) in Features)
            {
                counts[name] = counts.GetValueOrDefault(name) + (occurs(cluster) ? 1 : 0);
            }
        }

        return counts;
    }

    private static bool HasSpec(Cluster cluster, string key, string value) =>
        cluster.Instances.Any(instance => instance.Flavor.ExtraSpecs.GetValueOrDefault(key) == value);

    private static bool HasGroup(Cluster cluster, GroupPolicy policy, int maxServerPerHost) => cluster.ServerGroups.Any(group =>
        group.Policy == policy && group.MaxServerPerHost == maxServerPerHost && group.Members.Length > 1);

    private static bool IsOverFull(Cluster cluster)
    {
        PlanState state = PlanState.Of(cluster);
        return Enumerable.Range(0, cluster.Hosts.Length).Any(host => Enumerable.Range(0, cluster.ResourceClasses.Length)
            .Any(resourceClass => state.Used(host, resourceClass) > state.CapacityOf(host, resourceClass)));
    }
}
