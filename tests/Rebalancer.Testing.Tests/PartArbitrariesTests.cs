using FsCheck.Fluent;
using FsCheck.Xunit;
using Rebalancer.Model;
using Rebalancer.Numa;

namespace Rebalancer.Testing.Tests;

[Properties(Arbitrary = [typeof(PartArbitraries)])]
public sealed class PartArbitrariesTests
{
    [Cases(50)]
    public void A_host_makes_a_cloud_and_so_do_its_shrinks(Host host) =>
        Assert.All(PartArbitraries.Host().Shrinker(host).Prepend(host), one => Assert.NotNull(Cluster.Build(new ClusterParts { Hosts = [one] }).OrNull));

    [Cases(50)]
    public void A_topology_keeps_a_cell_when_it_shrinks(HostTopology topology) => Assert.All(PartArbitraries.HostTopology().Shrinker(topology), smaller =>
    {
        Assert.InRange(smaller.Cells.Length, 1, topology.Cells.Length - 1);
    });

    [Cases(50)]
    public void A_set_of_CPUs_shrinks_to_subsets(CpuSet cpus) =>
        Assert.All(PartArbitraries.CpuSet().Shrinker(cpus), smaller => Assert.True(smaller.Count < cpus.Count && smaller.IsSubsetOf(cpus)));

    [Cases(50)]
    public void An_inventory_never_reserves_more_than_it_has(Inventory inventory) => Assert.All(
        PartArbitraries.Inventory().Shrinker(inventory).Prepend(inventory), one => Assert.InRange(one.Reserved, 0, one.Total));

    [Cases(50)]
    public void An_instance_asks_for_something_and_so_do_its_shrinks(Instance instance) => Assert.All(
        PartArbitraries.Instance().Shrinker(instance).Prepend(instance), one => Assert.True(one.Flavor.Vcpus >= 1));

    [Cases(50)]
    public void A_flavor_shrinks_by_its_extra_specs(Flavor flavor) => Assert.All(
        PartArbitraries.Flavor().Shrinker(flavor), smaller => Assert.Equal(flavor.ExtraSpecs.Count - 1, smaller.ExtraSpecs.Count));

    [Cases(50)]
    public void Groups_and_aggregates_shrink_by_members(ServerGroup group, Aggregate aggregate)
    {
        Assert.All(PartArbitraries.ServerGroup().Shrinker(group), smaller => Assert.Equal(group.Members.Length - 1, smaller.Members.Length));
        Assert.All(PartArbitraries.Aggregate().Shrinker(aggregate), smaller => Assert.True(smaller.Hosts.Length + smaller.Metadata.Count < aggregate.Hosts.Length + aggregate.Metadata.Count));
    }

    [Fact]
    public void They_can_be_merged_into_a_map() =>
        Assert.NotEmpty(ArbMap.Default.MergeArb(PartArbitraries.Host()).GeneratorFor<Host>().Sample(3));
}
