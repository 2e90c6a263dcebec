using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Numa;

namespace Rebalancer.Tests.Rules;

/// <summary>Networks that hosts tie to NUMA cells. The destination has two cells; cell 0 has four CPUs free, cell 1 two.</summary>
public sealed class NetworkCellsTests
{
    /// <summary>Cell 1 is too small, and cell 0 is not near the network.</summary>
    private static readonly string[] Refused = ["nova.numa.dedicated-cpus", "nova.numa.networks"];

    [Theory]
    [InlineData(null, true)]
    [InlineData("physnet", false)]
    [InlineData("other", true)]
    public void A_pinned_guest_goes_to_the_cell_of_its_physical_network_or_nowhere(string? tied, bool fits)
    {
        // Four pinned CPUs fit on cell 0 only; the network enters at cell 1.
        Cloud cloud = Tied(1, tied is null ? null : new NetworkAffinity([tied], Tunneled: false)).Port("direct");
        Assert.Equal(fits ? [] : Refused, cloud.Refusals());
        Assert.Empty(Tied(0, tied is null ? null : new NetworkAffinity([tied], Tunneled: false)).Port("normal").Refusals());
    }

    [Fact]
    public void Tunnels_are_looked_for_on_every_move_of_an_instance_with_ports()
    {
        Cloud cloud = Tied(1, new NetworkAffinity([], Tunneled: true));
        Assert.Empty(cloud.Refusals());
        Assert.Equal(Refused, cloud.Instance(i => i with { Ports = Fact.Read<ImmutableArray<Port>>([new Port { Id = "port" }]) }).Refusals());
        Assert.Equal(Refused, cloud.Instance(i => i with { Ports = default }).Refusals());
        Assert.Empty(Tied(0, new NetworkAffinity([], Tunneled: true)).Port("normal").Refusals());
    }

    [Fact]
    public void Networks_told_for_the_instance_stand_for_those_of_its_ports()
    {
        Cloud cloud = Tied(1, new NetworkAffinity(["provider"], Tunneled: false)).Port("normal");
        Assert.Empty(cloud.Refusals());
        Assert.Equal(
            Refused,
            cloud.Instance(i => i with { PhysicalNetworks = Fact.Given<ImmutableArray<string>>(["provider"]) }).Refusals());
    }

    [Fact]
    public void Without_the_filter_nobody_looks_at_networks() =>
        Assert.Empty(Tied(1, new NetworkAffinity([], Tunneled: true)).Port("normal").Filters("ComputeFilter").Refusals());

    private static Cloud Tied(int cell, NetworkAffinity? networks) => new Cloud()
        .Cells(Cloud.Here).Cells(Cloud.There)
        .ExtraSpec("hw:cpu_policy", "dedicated")
        .Instance(i => i with { Flavor = i.Flavor with { Vcpus = 4 } })
        .Destination(h => h with
        {
            PciPools = Fact.Read<ImmutableArray<PciPool>>([new PciPool { VendorId = "8086", ProductId = "1572", DeviceType = "type-VF", PhysicalNetwork = "physnet", Total = 4 }]),
            Topology = Fact.Read(new HostTopology(
                [.. h.Topology.Value.Cells.Select(one => one with { Networks = one.Id == cell ? networks : null, Cpus = one.Id == 0 ? one.Cpus : CpuSet.Range(4, 2) })])),
        });
}
