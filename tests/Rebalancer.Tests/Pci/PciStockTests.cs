using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Pci;

namespace Rebalancer.Tests.Pci;

public sealed class PciStockTests
{
    private static readonly NumaHost Host = new([.. Enumerable.Range(0, 4).Select(id => new NumaHostCell
    {
        Id = id,
        SharedCpus = CpuSet.Of(id),
        DedicatedCpus = CpuSet.Of(id),
        MemoryMiB = 1024,
        Socket = id / 2,
    })]);

    // Pools on cells 0, 1, 2 and on none that is told, one device each; the guest is on cell 0.
    [Theory]
    [InlineData("required", 1, "1,0,0,0")]
    [InlineData("required", 2, null)]
    [InlineData("legacy", 1, "1,0,0,0")]
    [InlineData("legacy", 2, "1,0,0,1")]
    [InlineData("legacy", 3, null)]
    [InlineData(null, 2, "1,0,0,1")]
    [InlineData("preferred", 2, "1,0,0,1")]
    [InlineData("preferred", 3, "1,1,0,1")]
    [InlineData("preferred", 5, null)]
    [InlineData("socket", 2, "1,1,0,0")]
    [InlineData("socket", 3, null)]
    public void Devices_are_taken_as_near_as_the_policy_wants(string? policy, int count, string? taken)
    {
        PciStock stock = Stock(Pool(0), Pool(1), Pool(2), Pool(null));
        Assert.Equal(taken, Text(stock.Take([Request(count) with { NumaPolicy = policy }], [0], Host)));
    }

    [Fact]
    public void A_floating_guest_takes_devices_anywhere() =>
        Assert.Equal("1,1,0", Text(Stock(Pool(0), Pool(1), Pool(2)).Take([Request(2) with { NumaPolicy = "required" }], [], Host)));

    [Fact]
    public void Sockets_that_are_not_told_refuse_the_policy_socket()
    {
        NumaHost untold = new([.. Host.Cells.Select(cell => cell with { Socket = null })]);
        Assert.Null(Stock(Pool(1)).Take([Request(1) with { NumaPolicy = "socket" }], [0], untold));
        Assert.Null(Stock(Pool(1)).Take([Request(1) with { NumaPolicy = "socket" }], [0], null));
    }

    [Fact]
    public void Requests_are_met_from_what_the_ones_before_them_leave()
    {
        PciStock stock = Stock(Pool(0) with { Total = 2 }, Pool(1));
        Assert.Equal("2,1", Text(stock.Take([Request(2), Request(1) with { NumaPolicy = "preferred" }], [0], Host)));
        Assert.Null(stock.Take([Request(2), Request(1)], [0], Host));
    }

    [Theory]
    [InlineData("vendor_id=8086,product_id=1520", "1")]
    [InlineData("vendor_id=8086,product_id=abcd", null)]
    [InlineData("physical_network=PHYSNET1", "1")]
    [InlineData("physical_network=physnet2", null)]
    [InlineData("trusted=True", "1")]
    [InlineData("unheard=of", null)]
    [InlineData("resource_class=CUSTOM_NIC", "1")]
    [InlineData("remote_managed=false", "1")]
    public void A_device_has_every_property_asked_for_whatever_the_case_of_letters(string spec, string? taken)
    {
        PciPool pool = Pool(0) with
        {
            PhysicalNetwork = "physnet1",
            Tags = ImmutableSortedDictionary<string, string>.Empty.Add("trusted", "true"),
        };
        Assert.Equal(taken, Text(Stock(pool).Take([Request(1) with { Specs = [Spec(spec)] }], [0], Host)));
    }

    [Fact]
    public void A_request_that_names_no_kind_of_device_gets_none() =>
        Assert.Null(Stock(Pool(0)).Take([Request(1) with { Specs = [] }], [0], Host));

    [Theory]
    [InlineData("type-PF")]
    [InlineData("vdpa")]
    public void Special_functions_go_to_those_that_ask_for_them(string type)
    {
        PciStock stock = Stock(Pool(0) with { DeviceType = type });
        Assert.Null(stock.Take([Request(1)], [0], Host));
        Assert.NotNull(stock.Take([Request(1) with { Specs = [Spec($"vendor_id=8086,dev_type={type}")] }], [0], Host));
    }

    [Fact]
    public void Remote_managed_devices_go_to_those_that_ask_for_them()
    {
        PciStock stock = Stock(Pool(0) with { Tags = ImmutableSortedDictionary<string, string>.Empty.Add("remote_managed", "true") });
        Assert.Null(stock.Take([Request(1)], [0], Host));
        Assert.NotNull(stock.Take([Request(1) with { Specs = [Spec("remote_managed=True")] }], [0], Host));
    }

    [Fact]
    public void A_request_that_must_migrate_live_takes_devices_that_can()
    {
        PciRequest live = Request(1) with { IsLiveMigratable = true };
        Assert.Null(Stock(Pool(0)).Take([live], [0], Host));
        Assert.Equal("0,1", Text(Stock(Pool(0), Pool(0) with { IsLiveMigratable = true }).Take([live], [0], Host)));
        Assert.Equal("1,0", Text(Stock(Pool(0), Pool(0) with { IsLiveMigratable = true })
            .Take([Request(1) with { Specs = [Spec("live_migratable=no")] }], [0], Host)));
    }

    [Fact]
    public void Devices_with_fewer_marks_go_first() =>
        Assert.Equal("0,1", Text(Stock(Pool(0) with { PhysicalNetwork = "physnet1" }, Pool(0)).Take([Request(1)], [0], Host)));

    [Fact]
    public void What_is_taken_can_be_given_back()
    {
        PciStock stock = Stock(Pool(0) with { Total = 3 }, Pool(1));
        ImmutableArray<int> taken = stock.Take([Request(2)], [0], Host)!.Value;
        PciStock less = stock.With(taken);
        Assert.Equal((1, 1, 0), (less.FreeOn(0), less.FreeOn(1), less.FreeOn(2)));
        Assert.Null(less.Take([Request(2)], [0], Host));
        Assert.Equal(stock.Used, less.With([.. taken.Select(count => -count)]).Used);
    }

    private static PciStock Stock(params PciPool[] pools) => new([.. pools], [.. pools.Select(_ => 0)]);

    private static PciPool Pool(int? cell) => new() { VendorId = "8086", ProductId = "1520", NumaNode = cell, Total = 1 };

    private static PciRequest Request(int count) => new() { Count = count, Specs = [Spec("vendor_id=8086")] };

    private static ImmutableSortedDictionary<string, string> Spec(string pairs) =>
        pairs.Split(',').Select(pair => pair.Split('=')).ToImmutableSortedDictionary(pair => pair[0], pair => pair[1]);

    private static string? Text(ImmutableArray<int>? taken) => taken is { } counts ? string.Join(',', counts) : null;
}
