namespace Rebalancer.Tests.Conformance;

public sealed class RuleConformanceTests
{
    public static TheoryData<string> Ids(string section) => [.. ConformanceFile.Recorded.Ids(section)];

    [Theory]
    [InlineData("placement_capacity", 46)]
    [InlineData("placement_request", 18)]
    [InlineData("scheduler_filter", 73)]
    [InlineData("live_migration_storage", 84)]
    public void Every_recorded_case_of_a_section_is_run(string section, int count)
    {
        Assert.Equal(count, ConformanceFile.Recorded.Cases(section).Count);
        Assert.True(RuleChecks.Sections.ContainsKey(section));
    }

    [Theory]
    [MemberData(nameof(Ids), "placement_capacity")]
    public void Capacity_is_what_Placement_answers(string id) => AssertAgrees("placement_capacity", id);

    [Theory]
    [MemberData(nameof(Ids), "placement_request")]
    public void A_flavor_asks_for_what_Nova_asks(string id) => AssertAgrees("placement_request", id);

    [Theory]
    [MemberData(nameof(Ids), "scheduler_filter")]
    public void A_filter_passes_the_hosts_that_Novas_passes(string id) => AssertAgrees("scheduler_filter", id);

    [Theory]
    [MemberData(nameof(Ids), "live_migration_storage")]
    public void Storage_lets_a_live_move_go_when_Nova_does(string id) => AssertAgrees("live_migration_storage", id);

    private static void AssertAgrees(string section, string id) =>
        Assert.Null(RuleChecks.Sections[section](ConformanceFile.Recorded.Case(section, id)));
}
