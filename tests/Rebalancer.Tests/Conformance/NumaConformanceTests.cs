namespace Rebalancer.Tests.Conformance;

public sealed class NumaConformanceTests
{
    public static TheoryData<string> Ids(string section) => [.. ConformanceFile.Recorded.Ids(section)];

    [Theory]
    [InlineData("numa_fit", 361)]
    [InlineData("numa_fit_pci", 3)]
    [InlineData("numa_fit_cell", 16)]
    [InlineData("numa_constraints", 20)]
    [InlineData("numa_usage", 13)]
    [InlineData("numa_sequence", 48)]
    public void Every_recorded_case_of_a_section_is_run(string section, int count)
    {
        Assert.Equal(count, ConformanceFile.Recorded.Cases(section).Count);
        Assert.True(NumaChecks.Sections.ContainsKey(section));
    }

    [Theory]
    [MemberData(nameof(Ids), "numa_fit")]
    public void A_guest_fits_where_Nova_says(string id) => AssertAgrees("numa_fit", id);

    [Theory]
    [MemberData(nameof(Ids), "numa_fit_pci")]
    public void A_guest_with_devices_fits_where_Nova_says(string id) => AssertAgrees("numa_fit_pci", id);

    [Theory]
    [MemberData(nameof(Ids), "numa_fit_cell")]
    public void A_guest_cell_fits_where_Nova_says(string id) => AssertAgrees("numa_fit_cell", id);

    [Theory]
    [MemberData(nameof(Ids), "numa_constraints")]
    public void A_flavor_asks_for_the_topology_Nova_makes_of_it(string id) => AssertAgrees("numa_constraints", id);

    [Theory]
    [MemberData(nameof(Ids), "numa_usage")]
    public void Usage_after_a_guest_comes_or_goes_is_Novas(string id) => AssertAgrees("numa_usage", id);

    [Theory]
    [MemberData(nameof(Ids), "numa_sequence")]
    public void Guests_in_turn_go_where_Nova_puts_them(string id) => AssertAgrees("numa_sequence", id);

    private static void AssertAgrees(string section, string id) =>
        Assert.Null(NumaChecks.Sections[section](ConformanceFile.Recorded.Case(section, id)));
}
