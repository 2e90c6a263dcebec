using System.Collections.Immutable;
using System.Reflection;
using Rebalancer.Cpu;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Plans;
using Rebalancer.Rules;
using Rebalancer.Tests.Numa;

namespace Rebalancer.Tests.Rules;

/// <summary>Every rule that changed with a release of Nova or Placement, on both sides of the change.</summary>
/// <remarks>The first table says where each row is shown. Rows that no verdict depends on are shown here not to matter.</remarks>
public sealed class ReleaseSwitchTests
{
    public static TheoryData<string, Type, string> Rows => new()
    {
        { "initial ratios when unset", typeof(ReleaseSwitchTests), nameof(Ratios_are_those_of_Placement_whatever_a_release_begins_with) },
        { "order of host cells", typeof(ReleaseSwitchTests), nameof(Cells_are_spread_from_the_oldest_release_on_unless_the_cloud_packs_them) },
        { "CPU compare on the destination", typeof(ReleaseSwitchTests), nameof(Both_ways_of_comparing_CPUs_give_one_answer_and_can_be_switched_off) },
        { "AvailabilityZoneFilter", typeof(RequestRulesTests), nameof(RequestRulesTests.The_zone_filter_went_with_Bobcat) },
        { "mixed policy, a guest cell with no dedicated CPU", typeof(NumaFitTests), nameof(NumaFitTests.A_mixed_cell_without_a_dedicated_CPU_fits_from_2023_2_on) },
        { "evacuated instance", typeof(ReleaseSwitchTests), nameof(Nothing_moves_again_after_its_evacuation_whatever_state_it_ends_in) },
        { "live migration with vGPU", typeof(DeviceRulesTests), nameof(DeviceRulesTests.A_virtual_gpu_moves_live_from_Caracal_on_to_the_same_type) },
        { "cpu_shared_set of source and destination", typeof(CpuRulesTests), nameof(CpuRulesTests.Shared_sets_must_match_before_Dalmatian) },
        { "flavor PCI live migration", typeof(DeviceRulesTests), nameof(DeviceRulesTests.A_flavors_device_moves_live_from_Epoxy_on_when_marked) },
        { "Manila share attached", typeof(InstanceRulesTests), nameof(InstanceRulesTests.A_share_bars_moves_from_Epoxy_on) },
        { "vTPM live migration", typeof(InstanceRulesTests), nameof(InstanceRulesTests.A_virtual_tpm_moves_live_from_Gazpacho_on_when_its_secret_is_the_hosts) },
        { "limits lost in the live claim", typeof(ReleaseSwitchTests), nameof(Only_the_filter_holds_guests_to_the_ratios_of_a_cell) },
        { "parallel connections", typeof(ReleaseSwitchTests), nameof(One_connection_is_taken_for_granted_in_every_release_and_more_only_when_told) },
        { "over-full source may leave", typeof(RequestRulesTests), nameof(RequestRulesTests.Nothing_leaves_an_overfull_host_before_Placement_14) },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Each_row_is_shown_on_more_than_one_side(string row, Type place, string test)
    {
        ArgumentNullException.ThrowIfNull(place);
        MethodInfo method = place.GetMethod(test)!;
        Assert.True(method.GetCustomAttributes<InlineDataAttribute>().Count() > 1, row);
    }

    [Theory]
    [InlineData(26)]
    [InlineData(27)]
    public void Ratios_are_those_of_Placement_whatever_a_release_begins_with(int release)
    {
        Cloud cloud = new Cloud().Release(release).Destination(h => h with { OtherUsage = ImmutableSortedDictionary<ResourceClass, long>.Empty.Add(ResourceClass.Vcpu, 30) });
        Assert.Empty(cloud.Refusals());
        Assert.Equal(["placement.capacity"], cloud.Destination(h => h with
        {
            Inventories = [.. h.Inventories.Select(one => one.ResourceClass == ResourceClass.Vcpu ? one with { AllocationRatio = 3.9 } : one)],
        }).Refusals());
    }

    [Theory]
    [InlineData(26, null, 1)]
    [InlineData(26, true, 0)]
    [InlineData(33, null, 1)]
    [InlineData(33, true, 0)]
    public void Cells_are_spread_from_the_oldest_release_on_unless_the_cloud_packs_them(int release, bool? packs, int chosen)
    {
        Cluster cluster = Pinned(new Cloud().Release(release).With(o => o with { PacksNumaCells = packs is { } told ? Fact.Given(told) : default }))
            .Other("there-already", Cloud.There, other => Pin(other) with
            {
                Placement = Fact.Read(new GuestPlacement([new PlacedCell { HostCell = 0, Pinning = ImmutableSortedDictionary<int, int>.Empty.Add(0, 0) }])),
            }).Build();
        GuestPlacement? placement = PlanState.Of(cluster).Fit(cluster.IndexOf(Cloud.Web), cluster.IndexOf(Cloud.There)).Placement;
        Assert.Equal(chosen, Assert.Single(placement!.Cells).HostCell);
    }

    [Theory]
    [InlineData(26)]
    [InlineData(27)]
    public void Both_ways_of_comparing_CPUs_give_one_answer_and_can_be_switched_off(int release)
    {
        Cloud cloud = new Cloud().Release(release).Destination(h => h with { Cpu = Fact.Read(h.Cpu.Value with { Features = CpuFeatureSet.Empty }) });
        Assert.Equal(["libvirt.cpu-features"], cloud.Refusals());
        Assert.Empty(cloud.With(o => o with { SkipsCpuCompare = Fact.Given(true) }).Refusals());
    }

    [Theory]
    [InlineData(26)]
    [InlineData(27)]
    public void Nothing_moves_again_after_its_evacuation_whatever_state_it_ends_in(int release)
    {
        Cluster cluster = InstanceRulesTests.Failed(new Cloud().Release(release)).Build();
        Plan plan = new()
        {
            Goal = new EvacuateGoal([Cloud.Here]),
            Outcome = PlanOutcome.Feasible,
            Profile = Profile.PlainNova,
            Steps =
            [
                new MoveStep(Cloud.Web, Cloud.Here, Cloud.There, MoveKind.Evacuate) { Id = 1 },
                new MoveStep(Cloud.Web, Cloud.There, Cloud.Elsewhere, MoveKind.Live) { Id = 2, After = [1] },
            ],
        };
        Assert.Contains(PlanVerifier.Verify(cluster, plan).Violations, violation => violation.Code == "plan.chain");
    }

    [Theory]
    [InlineData(26, true, false)]
    [InlineData(26, false, true)]
    [InlineData(34, true, false)]
    [InlineData(34, false, true)]
    public void Only_the_filter_holds_guests_to_the_ratios_of_a_cell(int release, bool isFiltered, bool isAllowed)
    {
        Cloud cloud = new Cloud().Release(release).Filters(isFiltered ? ["NUMATopologyFilter"] : []).ExtraSpec("hw:numa_nodes", "1")
            .EveryHost(h => h with
            {
                Topology = Fact.Read(new HostTopology([new HostCell { Id = 0, Cpus = CpuSet.Range(0, 8), MemoryMiB = 4096 }])),
                Inventories = [.. h.Inventories.Select(one => one.ResourceClass == ResourceClass.MemoryMb ? one with { AllocationRatio = 0.2 } : one)],
            })
            .Instance(i => i with { Placement = Fact.Read(new GuestPlacement([new PlacedCell { HostCell = 0 }])) });
        Assert.Equal(isAllowed ? [] : ["nova.numa.memory-limit"], cloud.Refusals());
    }

    [Theory]
    [InlineData(32)]
    [InlineData(33)]
    public void One_connection_is_taken_for_granted_in_every_release_and_more_only_when_told(int release)
    {
        Cloud cloud = new Cloud().Release(release);
        TimeSpan one = MoveEstimate.Of(cloud.Build(), 0, 0, 1, MoveKind.Live).Duration;
        TimeSpan told = MoveEstimate.Of(cloud.Source(h => h with { Migration = new MigrationSettings { ParallelConnections = Fact.Given(1) } }).Build(), 0, 0, 1, MoveKind.Live).Duration;
        TimeSpan four = MoveEstimate.Of(cloud.Source(h => h with { Migration = new MigrationSettings { ParallelConnections = Fact.Given(4) } }).Build(), 0, 0, 1, MoveKind.Live).Duration;
        Assert.Equal(one, told);
        Assert.True(four < one);
    }

    private static Cloud Pinned(Cloud cloud) => cloud.Cells(Cloud.Here).Cells(Cloud.There).Instance(Pin);

    private static Instance Pin(Instance instance) => instance with
    {
        Flavor = instance.Flavor with { Vcpus = 1, ExtraSpecs = ImmutableSortedDictionary<string, string>.Empty.Add("hw:cpu_policy", "dedicated") },
        Placement = Fact.Read(new GuestPlacement([new PlacedCell { HostCell = 0, Pinning = ImmutableSortedDictionary<int, int>.Empty.Add(0, 0) }])),
    };
}
