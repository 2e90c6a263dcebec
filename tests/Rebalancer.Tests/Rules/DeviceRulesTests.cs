using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Tests.Rules;

public sealed class DeviceRulesTests
{
    private static readonly PciPool Gpus = new() { VendorId = "10de", ProductId = "1234", Total = 1 };

    [Theory]
    [InlineData(30, true, false)]
    [InlineData(31, true, true)]
    [InlineData(31, false, false)]
    public void A_flavors_device_moves_live_from_Epoxy_on_when_marked(int release, bool isMarked, bool moves)
    {
        Cloud cloud = WithGpu(isMarked).Release(release);
        Assert.Equal(moves ? [] : ["nova.pci-live"], cloud.Refusals());
        Assert.Empty(cloud.Refusals(MoveKind.Cold));
    }

    [Fact]
    public void A_device_that_moves_live_needs_a_new_QEMU() =>
        Assert.Equal(["nova.pci-live-version"], WithGpu(true).EveryHost(h => h with { HypervisorVersion = Fact.Read(8_001_000L) }).Refusals());

    [Fact]
    public void Devices_must_be_free_on_the_destination()
    {
        Assert.Equal(["nova.pci.devices"], WithGpu(true).Destination(h => h with { PciPools = Fact.Read<ImmutableArray<PciPool>>([]) }).Refusals(MoveKind.Cold));
        Assert.Equal(["nova.pci.devices"], WithGpu(true).Other("first", Cloud.There, i => i with { Flavor = GpuFlavor(i.Flavor) }).Refusals(MoveKind.Cold));
    }

    [Fact]
    public void Devices_that_nobody_told_are_a_matter_of_policy()
    {
        Cloud cloud = WithGpu(true).Destination(h => h with { PciPools = default });
        Assert.Equal(["policy.unknown-devices"], cloud.Refusals(MoveKind.Cold, Profile.RedHat));
        Assert.Empty(cloud.Refusals(MoveKind.Cold));
        Assert.Equal(["assumed.devices"], cloud.Assumptions(MoveKind.Cold));
    }

    [Theory]
    [InlineData("direct", true)]
    [InlineData("vdpa", true)]
    [InlineData("macvtap", false)]
    public void A_port_that_is_unplugged_is_refused_by_policy_only(string vnicType, bool isUnplugged)
    {
        Cloud cloud = new Cloud().Port(vnicType).EveryHost(h => h with
        {
            PciPools = Fact.Read<ImmutableArray<PciPool>>(
                [new PciPool { VendorId = "8086", ProductId = "1520", DeviceType = vnicType == "vdpa" ? "vdpa" : "type-VF", PhysicalNetwork = "physnet", Total = 4 }]),
        });
        Assert.Empty(cloud.Refusals());
        Assert.Equal(isUnplugged ? ["policy.sriov-downtime"] : [], cloud.Refusals(profile: Profile.RedHat));
    }

    [Theory]
    [InlineData(28, "nvidia-1", false)]
    [InlineData(29, "nvidia-1", true)]
    [InlineData(29, "nvidia-2", false)]
    public void A_virtual_gpu_moves_live_from_Caracal_on_to_the_same_type(int release, string type, bool moves)
    {
        Cloud cloud = new Cloud().Release(release).ExtraSpec("resources:VGPU", "1").EveryHost(h => h with
        {
            MdevTypes = Fact.Given<ImmutableArray<string>>(["nvidia-1"]),
            Inventories = h.Inventories.Add(new Inventory { ResourceClass = new ResourceClass("VGPU"), Total = 4 }),
        }).Destination(h => h with { MdevTypes = Fact.Given<ImmutableArray<string>>([type]) });
        Assert.Equal(moves, cloud.Check().IsAllowed);
        Assert.Empty(cloud.Refusals(MoveKind.Cold));
    }

    [Fact]
    public void A_pinned_guest_needs_free_dedicated_cpus_in_one_cell()
    {
        Cloud cloud = Pinned().Cells(Cloud.There);
        Assert.Empty(cloud.Refusals());
        Cloud full = Pinned().Cells(Cloud.There).Other("first", Cloud.There, i => Placed(i, 0, 0)).Other("second", Cloud.There, i => Placed(i, 1, 4));
        Assert.Contains(full.Refusals(), code => code.StartsWith("nova.numa.", StringComparison.Ordinal));
    }

    [Fact]
    public void Cells_that_nobody_told_are_a_matter_of_policy()
    {
        Cloud cloud = Pinned().Destination(h => h with { Inventories = h.Inventories.Add(new Inventory { ResourceClass = ResourceClass.Pcpu, Total = 8 }) });
        Assert.Equal(["policy.unknown-topology"], cloud.Refusals(profile: Profile.RedHat));
        Assert.Empty(cloud.Refusals());
        Assert.Equal(["assumed.topology"], cloud.Assumptions());
    }

    [Fact]
    public void A_live_move_keeps_the_size_of_the_guests_pages()
    {
        GuestPlacement large = new([new PlacedCell { HostCell = 0, PageSizeKiB = 2048 }]);
        Cloud cloud = new Cloud().ExtraSpec("hw:mem_page_size", "large").Cells(Cloud.Here, new PagePool(4, 1_048_576), new PagePool(2048, 1024))
            .Cells(Cloud.There, new PagePool(4, 1_048_576), new PagePool(1_048_576, 4))
            .EveryHost(h => h with { CpuSharedSet = Fact.Read<CpuSet?>(CpuSet.Range(0, 8)), CpuDedicatedSet = Fact.Read<CpuSet?>(null), Inventories = Cloud.NewHost(h.Name).Inventories })
            .Instance(i => i with { Placement = Fact.Given(large) });
        Assert.Equal(["nova.page-size"], cloud.Refusals());
        Assert.Empty(cloud.Refusals(MoveKind.Cold));
        Assert.Empty(cloud.Instance(i => i with { Placement = default }).Refusals());
        Assert.Equal(["assumed.page-size"], cloud.Assumptions());
    }

    /// <summary>As a lab with Nova 26.2.2 showed: the claim hands the devices to the fit only for a guest that asks for some.</summary>
    [Fact]
    public void A_guest_without_devices_does_not_keep_off_the_cell_that_has_them()
    {
        Cluster cluster = Pinned().Cells(Cloud.There)
            .Destination(h => h with { PciPools = Fact.Read<ImmutableArray<PciPool>>([Gpus with { NumaNode = 0 }]) }).Build();
        PlanState state = PlanState.Of(cluster);
        NumaFitResult fit = state.Fit(cluster.IndexOf(Cloud.Web), cluster.IndexOf(Cloud.There));
        Assert.Equal(0, Assert.Single(fit.Placement!.Cells).HostCell);
    }

    private static Cloud Pinned() => new Cloud().ExtraSpec("hw:cpu_policy", "dedicated").Cells(Cloud.Here).Instance(i => i with { Flavor = i.Flavor with { Vcpus = 4 } });

    private static Instance Placed(Instance instance, int cell, int firstCpu) => instance with
    {
        Flavor = instance.Flavor with { Vcpus = 4, ExtraSpecs = instance.Flavor.ExtraSpecs.SetItem("hw:cpu_policy", "dedicated") },
        Placement = Fact.Given(new GuestPlacement(
            [new PlacedCell { HostCell = cell, Pinning = Enumerable.Range(0, 4).ToImmutableSortedDictionary(cpu => cpu, cpu => firstCpu + cpu) }])),
    };

    private static Cloud WithGpu(bool isMarked) => new Cloud()
        .With(o => o with { PciAliases = Fact.Given<ImmutableArray<PciAlias>>([new PciAlias { Name = "gpu", VendorId = "10de", ProductId = "1234", IsLiveMigratable = isMarked }]) })
        .ExtraSpec("pci_passthrough:alias", "gpu:1")
        .EveryHost(h => h with { PciPools = Fact.Read<ImmutableArray<PciPool>>([Gpus with { IsLiveMigratable = isMarked }]) });

    private static Flavor GpuFlavor(Flavor flavor) => flavor with { ExtraSpecs = flavor.ExtraSpecs.SetItem("pci_passthrough:alias", "gpu:1") };
}
