using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Rules;

namespace Rebalancer.Tests.Rules;

/// <summary>Request groups and the trees of providers that serve them.</summary>
public sealed class ProviderRulesTests
{
    private static readonly ResourceClass Gpus = new("CUSTOM_GPU");

    [Fact]
    public void A_numbered_group_finds_resources_and_traits_on_one_provider_or_nowhere()
    {
        Cloud cloud = new Cloud().ExtraSpec("resources1:CUSTOM_GPU", "1").ExtraSpec("trait1:CUSTOM_A", "required");
        Assert.Equal(["placement.no-provider"], cloud.Destination(h => Tree(h, Gpu("g", 4), Gpu("other", 0, "CUSTOM_A"))).Refusals());
        Assert.Empty(cloud.Destination(h => Tree(h, Gpu("g", 4, "CUSTOM_A"))).Refusals());
    }

    [Fact]
    public void Providers_of_other_traits_are_no_room_for_a_group()
    {
        Cloud cloud = new Cloud().ExtraSpec("resources1:CUSTOM_GPU", "1").ExtraSpec("trait1:CUSTOM_A", "required")
            .Destination(h => Tree(h, Gpu("g", 1, "CUSTOM_A"), Gpu("other", 4, "CUSTOM_B")));
        Assert.Empty(cloud.Refusals());
        Verdict verdict = cloud.Destination(h => h with { OtherUsage = ImmutableSortedDictionary<ResourceClass, long>.Empty.Add(new("CUSTOM_GPU@CUSTOM_A"), 1) }).Check();
        Assert.Equal(["placement.capacity"], verdict.Refusals.Select(refusal => refusal.Code));
        Assert.Equal("there has 0 CUSTOM_GPU@CUSTOM_A free of the 1 needed.", verdict.Refusals[0].Message);
    }

    [Theory]
    [InlineData("none", 1, true)]
    [InlineData("isolate", 1, false)]
    [InlineData("isolate", 2, true)]
    public void Isolated_groups_need_a_provider_each(string policy, int gpus, bool isAllowed)
    {
        Cloud cloud = Two(policy).Destination(h => Tree(h, [.. Enumerable.Range(0, gpus).Select(i => Gpu($"g{i}", 4))]));
        Assert.Equal(!isAllowed, cloud.Refusals().Contains("placement.isolation"));
    }

    [Theory]
    [InlineData("none", true)]
    [InlineData("isolate", false)]
    public void A_host_without_children_is_one_provider(string policy, bool isAllowed)
    {
        Cloud cloud = Two(policy).Destination(h => h with { Inventories = h.Inventories.Add(new Inventory { ResourceClass = Gpus, Total = 4 }) });
        Assert.Equal(!isAllowed, cloud.Refusals().Contains("placement.isolation"));
    }

    [Fact]
    public void Room_in_pieces_is_no_room_for_a_group_and_counts_only_where_it_must()
    {
        Cloud cloud = new Cloud().ExtraSpec("resources1:CUSTOM_GPU", "2").Destination(h => Tree(h, Gpu("g1", 2), Gpu("g2", 2)));
        Assert.Empty(cloud.Refusals());
        Assert.Equal(["assumed.provider-choice"], cloud.Assumptions());
        Assert.Empty(cloud.Destination(h => Used(h, 1)).Refusals());
        Assert.Equal(["placement.capacity"], cloud.Destination(h => Used(h, 2)).Refusals());
        Cloud single = new Cloud().ExtraSpec("resources1:CUSTOM_GPU", "1").Destination(h => Used(Tree(h, Gpu("g1", 2), Gpu("g2", 2)), 3));
        Assert.Empty(single.Refusals());
        Assert.Empty(single.Assumptions());
    }

    [Fact]
    public void Several_groups_without_a_policy_are_a_mistake_to_Placement() =>
        Assert.Equal(["placement.group-policy"], Two(null).Destination(h => Tree(h, Gpu("g1", 4))).Refusals());

    [Fact]
    public void A_group_of_traits_alone_is_a_mistake_to_Placement() =>
        Assert.Contains("placement.group-without-resources", new Cloud().ExtraSpec("trait1:CUSTOM_A", "required").Refusals());

    [Fact]
    public void Traits_of_the_request_as_a_whole_may_lie_anywhere_in_what_serves_it_and_a_prefilters_only_on_the_host_itself()
    {
        Cloud asking = new Cloud().ExtraSpec("resources:CUSTOM_GPU", "1").ExtraSpec("trait:CUSTOM_A", "required");
        Assert.Empty(asking.Destination(h => Tree(h, Gpu("g", 1, "CUSTOM_A"))).Refusals());
        Cloud idle = new Cloud().ExtraSpec("trait:CUSTOM_A", "required");
        Assert.Equal(["placement.no-provider"], idle.Destination(h => Tree(h, Gpu("g", 1, "CUSTOM_A"))).Refusals());
        Cloud bus = new Cloud().With(o => o with { Filters = new FilterOptions { PrefiltersByImage = true } }).ImageProperty("hw_disk_bus", "virtio");
        Assert.Equal(["placement.missing-trait"], bus.Destination(h => Tree(h, Gpu("g", 1, "COMPUTE_STORAGE_BUS_VIRTIO"))).Refusals());
    }

    [Fact]
    public void Bandwidth_comes_from_a_provider_of_the_same_network_and_kind_of_port()
    {
        ResourceClass held = new("NET_BW_EGR_KILOBIT_PER_SEC@CUSTOM_PHYSNET_A+CUSTOM_VNIC_TYPE_NORMAL");
        Cloud cloud = new Cloud().Port("normal").Instance(i => i with
        {
            Ports = Fact.Read<ImmutableArray<Port>>([i.Ports.Value[0] with { HasResourceRequest = true }]),
            Allocations = ImmutableSortedDictionary<ResourceClass, long>.Empty.Add(ResourceClass.Vcpu, 2).Add(held, 1000),
        });
        Assert.Empty(cloud.Destination(h => Tree(h, Bridge("A", 1000), Bridge("B", 0))).Refusals());
        Assert.Equal(["placement.no-provider"], cloud.Destination(h => Tree(h, Bridge("B", 4000), Bridge("C", 4000))).Refusals());
    }

    [Fact]
    public void A_port_beside_one_group_needs_no_policy_and_beside_two_does_even_where_one_is_of_nothing()
    {
        ResourceClass held = new("NET_BW_EGR_KILOBIT_PER_SEC@CUSTOM_PHYSNET_A+CUSTOM_VNIC_TYPE_NORMAL");
        Cloud one = new Cloud().Port("normal").ExtraSpec("resources1:CUSTOM_GPU", "1").Instance(i => i with
        {
            Ports = Fact.Read<ImmutableArray<Port>>([i.Ports.Value[0] with { HasResourceRequest = true }]),
            Allocations = ImmutableSortedDictionary<ResourceClass, long>.Empty.Add(ResourceClass.Vcpu, 2).Add(held, 1000),
        }).Destination(h => Tree(h, Gpu("g", 4), Bridge("A", 1000)));
        Assert.Empty(one.Refusals());
        Cloud two = one.ExtraSpec("resources2:CUSTOM_GPU", "0");
        Assert.Equal(["placement.group-policy"], two.Refusals());
        Assert.Empty(two.ExtraSpec("group_policy", "none").Refusals());
        Assert.Empty(two.Instance(i => i with { Ports = Fact.Read<ImmutableArray<Port>>([]) }).Refusals());
    }

    [Fact]
    public void Inventories_that_are_not_those_of_the_providers_are_an_error()
    {
        ClusterParts parts = new Cloud().Destination(h => Tree(h, Gpu("g", 1))).Build().ToParts();
        parts = parts with { Hosts = [.. parts.Hosts.Select(h => h with { Inventories = [.. h.Inventories.Where(one => one.ResourceClass != Gpus)] })] };
        Assert.Contains(Cluster.Build(parts).Findings, finding => finding.Code == "cluster.providers-disagree");
    }

    private static Cloud Two(string? policy)
    {
        Cloud cloud = new Cloud().ExtraSpec("resources1:CUSTOM_GPU", "1").ExtraSpec("resources2:CUSTOM_GPU", "1");
        return policy is null ? cloud : cloud.ExtraSpec("group_policy", policy);
    }

    private static Provider Gpu(string name, int total, params string[] traits) => new()
    {
        Name = name,
        Traits = [.. traits],
        Inventories = total == 0 ? [new Inventory { ResourceClass = new("CUSTOM_OTHER"), Total = 1 }] : [new Inventory { ResourceClass = Gpus, Total = total, MaxUnit = total }],
    };

    private static Provider Bridge(string network, int rate) => new()
    {
        Name = network,
        Traits = [$"CUSTOM_PHYSNET_{network}", "CUSTOM_VNIC_TYPE_NORMAL"],
        Inventories = [new Inventory { ResourceClass = new("NET_BW_EGR_KILOBIT_PER_SEC"), Total = Math.Max(1, rate) }],
    };

    private static Host Tree(Host host, params Provider[] children)
    {
        Host plain = Cloud.NewHost(host.Name);
        ImmutableArray<Provider> providers = [new Provider { Name = host.Name.Value, Inventories = plain.Inventories, Traits = ["COMPUTE_NODE"] }, .. children];
        return host with { Providers = providers, Inventories = ProviderPools.InventoriesOf(providers), Traits = [.. providers.SelectMany(one => one.Traits).Distinct().Order(StringComparer.Ordinal)] };
    }

    private static Host Used(Host host, long amount) => host with { OtherUsage = ImmutableSortedDictionary<ResourceClass, long>.Empty.Add(Gpus, amount) };
}
