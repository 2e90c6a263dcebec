namespace Rebalancer.Tests.Conformance;

public class PlacementTests
{
    public static TheoryData<string> CapacityCases => new(ConformanceFile.Recorded.Ids("placement_capacity"));

    public static TheoryData<string> RequestCases => new(ConformanceFile.Recorded.Ids("placement_request"));

    [Theory]
    [MemberData(nameof(CapacityCases))]
    public void Capacity_is_what_placement_answers(string id) =>
        Assert.Null(PlacementChecks.Capacity(ConformanceFile.Recorded.Case("placement_capacity", id)));

    [Theory]
    [MemberData(nameof(RequestCases))]
    public void A_flavor_asks_for_what_nova_asks(string id) =>
        Assert.Null(PlacementChecks.Request(ConformanceFile.Recorded.Case("placement_request", id)));

    [Fact]
    public void Every_recorded_case_is_run()
    {
        Assert.Equal(46, ConformanceFile.Recorded.Cases("placement_capacity").Count);
        Assert.Equal(18, ConformanceFile.Recorded.Cases("placement_request").Count);
    }
}
