using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Tests.Rules;

public sealed class RequestRulesTests
{
    private static readonly ResourceClass Gpu = new("CUSTOM_GPU");

    [Theory]
    [InlineData(7168, true)]
    [InlineData(7169, false)]
    public void An_arrival_fits_into_the_last_unit_and_not_beyond(long others, bool fits)
    {
        Verdict verdict = new Cloud().Destination(h => h with { OtherUsage = Amounts(ResourceClass.MemoryMb, others) }).Check();
        Assert.Equal(fits ? [] : ["placement.capacity"], verdict.Refusals.Select(refusal => refusal.Code));
        if (!fits)
        {
            Assert.Equal("there has 1023 MEMORY_MB free of the 1024 needed.", verdict.Refusals[0].Message);
        }
    }

    [Fact]
    public void A_moving_instance_counts_on_both_hosts_until_its_release()
    {
        Cluster cluster = new Cloud().EveryHost(h => Sized(h, 1024)).Other("db", Cloud.Elsewhere).Build();
        var state = PlanState.Of(cluster);
        state.Claim(0, 1);
        Assert.Contains("placement.capacity", MigrationRules.CheckState(state, 1, 0, MoveKind.Live, Profile.PlainNova).Refusals.Select(r => r.Code));
        state.Release(0);
        Assert.True(MigrationRules.CheckState(state, 1, 0, MoveKind.Live, Profile.PlainNova).IsAllowed);
    }

    [Fact]
    public void No_single_request_exceeds_the_physical_total_whatever_the_ratio()
    {
        Cloud cloud = new Cloud().Destination(h => Sized(h, 1000, ratio: 10));
        Assert.Equal(["placement.unit"], cloud.Refusals());
    }

    [Fact]
    public void A_host_without_a_class_takes_nobody_who_asks_for_it()
    {
        Cloud cloud = new Cloud().ExtraSpec("resources:CUSTOM_GPU", "1");
        Assert.Equal(["placement.no-inventory"], cloud.Refusals());
        Assert.Empty(cloud.Destination(h => h with { Inventories = h.Inventories.Add(new Inventory { ResourceClass = Gpu, Total = 1 }) }).Refusals());
    }

    [Fact]
    public void Dedicated_cpus_fall_back_on_shared_ones_unless_the_cloud_says_otherwise()
    {
        Cloud cloud = new Cloud().ExtraSpec("hw:cpu_policy", "dedicated").ExtraSpec("hw:emulator_threads_policy", "isolate");
        Assert.DoesNotContain("placement.no-inventory", cloud.Refusals());
        Assert.Contains("placement.no-inventory", cloud.With(o => o with { DisablesPcpuFallback = Fact.Given(true) }).Refusals());
    }

    [Fact]
    public void A_guest_that_falls_back_asks_as_if_it_were_not_pinned()
    {
        Flavor flavor = new()
        {
            Name = "pinned",
            Vcpus = 4,
            MemoryMiB = 1024,
            ExtraSpecs = ImmutableSortedDictionary<string, string>.Empty
                .Add("hw:cpu_policy", "dedicated").Add("hw:emulator_threads_policy", "isolate").Add("hw:cpu_thread_policy", "isolate"),
        };
        PlacementRequest request = PlacementRequest.Of(flavor, ImmutableSortedDictionary<string, string>.Empty, isVolumeBacked: true);
        Assert.Equal((5, 0), (request.Amounts[ResourceClass.Pcpu], request.Amounts.GetValueOrDefault(ResourceClass.Vcpu)));
        Assert.Equal(4, request.Fallback!.Amounts[ResourceClass.Vcpu]);
        Assert.Empty(request.Fallback.ForbiddenTraits);
    }

    [Theory]
    [InlineData("hw:cpu_policy", "mixed")]
    [InlineData("resources:PCPU", "2")]
    public void Other_guests_with_dedicated_cpus_do_not_fall_back(string spec, string value)
    {
        Cloud cloud = new Cloud().ExtraSpec(spec, value).ExtraSpec("hw:cpu_dedicated_mask", "^0");
        Assert.Contains("placement.no-inventory", cloud.Refusals());
    }

    [Fact]
    public void Required_and_forbidden_traits_bind()
    {
        Cloud required = new Cloud().ExtraSpec("trait:CUSTOM_SSD", "required");
        Assert.Equal(["placement.missing-trait"], required.Refusals());
        Assert.Empty(required.Destination(h => h with { Traits = ["CUSTOM_SSD"] }).Refusals());
        Cloud forbidden = new Cloud().ExtraSpec("trait:CUSTOM_SLOW", "forbidden");
        Assert.Empty(forbidden.Refusals());
        Assert.Equal(["placement.forbidden-trait"], forbidden.Destination(h => h with { Traits = ["CUSTOM_SLOW"] }).Refusals());
    }

    [Fact]
    public void The_image_prefilter_asks_for_traits_only_when_it_is_on()
    {
        Cloud cloud = new Cloud().ImageProperty("hw_disk_bus", "virtio");
        Assert.Empty(cloud.Refusals());
        Assert.Equal(["placement.missing-trait"], cloud.With(o => o with { Filters = new FilterOptions { PrefiltersByImage = true } }).Refusals());
        Assert.Empty(cloud.Destination(h => h with { Traits = ["COMPUTE_STORAGE_BUS_VIRTIO"] }).Refusals());
    }

    [Theory]
    [InlineData(30, 0)]
    [InlineData(31, 1)]
    public void The_model_of_a_tpm_is_a_trait_from_Epoxy_on(int release, int missing)
    {
        Verdict verdict = new Cloud().Release(release).ExtraSpec("hw:tpm_version", "2.0").EveryHost(h => h with { Traits = ["COMPUTE_SECURITY_TPM_2_0"] }).Check(MoveKind.Cold);
        Assert.Equal(missing, verdict.Refusals.Count(refusal => refusal.Code == "placement.missing-trait"));
    }

    [Theory]
    [InlineData(13, true)]
    [InlineData(14, false)]
    public void Nothing_leaves_an_overfull_host_before_Placement_14(int placement, bool isStuck)
    {
        Cloud cloud = new Cloud().Source(h => Sized(h, 600)).With(o => o with { PlacementMajor = Fact.Given(placement) });
        foreach (MoveKind kind in new[] { MoveKind.Live, MoveKind.Cold })
        {
            Assert.Equal(isStuck ? ["placement.overfull-source"] : [], cloud.Refusals(kind));
        }

        Assert.Equal(isStuck ? ["placement.overfull-source"] : [], InstanceRulesTests.Failed(cloud).Refusals(MoveKind.Evacuate));
    }

    [Theory]
    [InlineData(31, true)]
    [InlineData(32, false)]
    public void An_unknown_Placement_is_as_old_as_Nova(int nova, bool isStuck) =>
        Assert.Equal(isStuck, new Cloud().Release(nova).Source(h => Sized(h, 600)).Refusals(MoveKind.Cold).Contains("placement.overfull-source"));

    [Fact]
    public void A_source_that_is_full_in_a_class_the_instance_lacks_lets_it_go() =>
        Assert.Empty(new Cloud().With(o => o with { PlacementMajor = Fact.Given(8) })
            .Source(h => h with { Inventories = h.Inventories.Add(new Inventory { ResourceClass = Gpu, Total = 1 }), OtherUsage = Amounts(Gpu, 2) }).Refusals());

    [Fact]
    public void Memory_is_overcommitted_no_further_than_the_policy_allows()
    {
        Cloud cloud = new Cloud().Destination(h => Sized(h, 1024, ratio: 2, reserved: 512));
        Assert.Empty(cloud.Refusals());
        Assert.Equal(["policy.ram-overcommit"], cloud.Refusals(profile: Profile.RedHat));
        Assert.Empty(cloud.Refusals(profile: Profile.RedHat with { MaxRamOvercommit = 2.0 }));
    }

    [Fact]
    public void A_pinned_instance_stays_in_its_zone()
    {
        Cloud cloud = new Cloud().Instance(i => i with { PinnedZone = Fact.Read<string?>("east") });
        Assert.Empty(cloud.Refusals());
        Assert.Equal(["placement.zone"], cloud.Aggregate("availability_zone", "east", Cloud.Here).Refusals());
        Assert.Empty(cloud.Aggregate("availability_zone", "east", Cloud.There).Refusals());
    }

    [Fact]
    public void An_instance_that_nobody_saw_pinned_is_taken_to_be_free()
    {
        Verdict verdict = new Cloud().Instance(i => i with { PinnedZone = default }).Aggregate("availability_zone", "east", Cloud.Here).Check();
        Assert.True(verdict.IsAllowed);
        Assert.Equal(["assumed.not-pinned"], verdict.Assumptions.Select(assumption => assumption.Code));
    }

    [Theory]
    [InlineData(27, true)]
    [InlineData(28, false)]
    public void The_zone_filter_went_with_Bobcat(int release, bool isFiltered)
    {
        Cloud cloud = new Cloud().Release(release).Filters("AvailabilityZoneFilter").Instance(i => i with { PinnedZone = Fact.Read<string?>("west") });
        Assert.Equal(isFiltered, cloud.Refusals().Contains("nova.zone-filter"));
    }

    [Fact]
    public void A_project_with_aggregates_of_its_own_keeps_to_them()
    {
        Cloud cloud = new Cloud().Aggregate("filter_tenant_id7", "project", Cloud.Here);
        Assert.Empty(cloud.Refusals());
        cloud.With(o => o with { Filters = new FilterOptions { LimitsTenantsToAggregates = true } });
        Assert.Equal(["placement.tenant-aggregate"], cloud.Refusals());
        Assert.Empty(cloud.Aggregate("filter_tenant_id", "project", Cloud.There).Refusals());
    }

    [Fact]
    public void A_project_without_aggregates_is_refused_only_where_one_is_required()
    {
        Cloud cloud = new Cloud().With(o => o with { Filters = new FilterOptions { LimitsTenantsToAggregates = true } });
        Assert.Empty(cloud.Refusals());
        Assert.Equal(["placement.tenant-aggregate"], cloud.With(o => o with { Filters = o.Filters with { RequiresAggregateForTenants = true } }).Refusals());
    }

    [Fact]
    public void An_isolated_aggregate_is_for_those_who_ask_for_its_traits()
    {
        Cloud cloud = new Cloud().With(o => o with { Filters = new FilterOptions { IsolatesAggregatesByTrait = true } })
            .Aggregate("trait:CUSTOM_WINDOWS", "required", Cloud.There).Destination(h => h with { Traits = ["CUSTOM_WINDOWS"] });
        Assert.Equal(["placement.isolated-aggregate"], cloud.Refusals());
        Assert.Empty(cloud.ExtraSpec("trait:CUSTOM_WINDOWS", "required").Refusals());
    }

    [Fact]
    public void Instances_of_one_flavor_share_one_demand()
    {
        Cluster cluster = new Cloud().Other("twin", Cloud.There).Other("big", Cloud.There, i => i with { Flavor = i.Flavor with { Vcpus = 4 } }).Build();
        var state = PlanState.Of(cluster);
        Assert.Same(state.DemandOf(0), state.DemandOf(1));
        Assert.NotSame(state.DemandOf(0), state.DemandOf(2));
    }

    [Fact]
    public void Guaranteed_bandwidth_is_asked_for_again()
    {
        ResourceClass egress = new("NET_BW_EGR_KILOBIT_PER_SEC");
        Cloud cloud = new Cloud().Instance(i => i with
        {
            Ports = Fact.Read<ImmutableArray<Port>>([new Port { Id = "port", HasResourceRequest = true }]),
            Allocations = Amounts(egress, 1000).Add(ResourceClass.Vcpu, 2).Add(ResourceClass.MemoryMb, 1024).Add(ResourceClass.DiskGb, 10),
        });
        Assert.Equal(["placement.no-inventory"], cloud.Refusals());
    }

    private static ImmutableSortedDictionary<ResourceClass, long> Amounts(ResourceClass resourceClass, long amount) =>
        ImmutableSortedDictionary<ResourceClass, long>.Empty.Add(resourceClass, amount);

    private static Host Sized(Host host, long memory, double ratio = 1, long reserved = 0) => host with
    {
        Inventories =
        [
            .. host.Inventories.Where(one => one.ResourceClass != ResourceClass.MemoryMb),
            new Inventory { ResourceClass = ResourceClass.MemoryMb, Total = memory, MaxUnit = memory, AllocationRatio = ratio, Reserved = reserved },
        ],
    };
}
