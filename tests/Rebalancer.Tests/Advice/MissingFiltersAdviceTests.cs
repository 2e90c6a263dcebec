using System.Collections.Immutable;
using Rebalancer.Advice;
using Rebalancer.Model;

namespace Rebalancer.Tests.Advice;

public sealed class MissingFiltersAdviceTests
{
    [Fact]
    public void Pinned_instances_need_the_filters_of_cells_and_aggregates()
    {
        Cloud cloud = Only("ComputeFilter").ExtraSpec("hw:cpu_policy", "dedicated");
        Assert.Equal(
            [("NUMATopologyFilter", AdviceSeverity.Warning), ("AggregateInstanceExtraSpecsFilter", AdviceSeverity.Note)],
            Missing(cloud).Select(pair => (pair.Filter, pair.Finding.Severity)));
        Assert.All(Missing(cloud), pair => Assert.Equal([Cloud.Web], pair.Finding.Instances));
        Assert.Empty(Missing(cloud.Filters("NUMATopologyFilter", "AggregateInstanceExtraSpecsFilter")));
    }

    [Fact]
    public void Extra_specs_for_aggregates_need_their_filter()
    {
        Assert.Equal(AdviceSeverity.Warning, Of(Only().ExtraSpec("aggregate_instance_extra_specs:ssd", "true"), "AggregateInstanceExtraSpecsFilter").Severity);
        Assert.Equal(AdviceSeverity.Warning, Of(Only().ExtraSpec("ssd", "true").Aggregate("ssd", "true", Cloud.There), "AggregateInstanceExtraSpecsFilter").Severity);
        Assert.Empty(Missing(Only().ExtraSpec("ssd", "true")));
    }

    [Theory]
    [InlineData(GroupPolicy.AntiAffinity, "ServerGroupAntiAffinityFilter")]
    [InlineData(GroupPolicy.Affinity, "ServerGroupAffinityFilter")]
    public void Strict_groups_need_their_filter(GroupPolicy policy, string filter) =>
        Assert.Equal([Cloud.Web], Of(Only().Group(policy, 1, "web"), filter).Instances);

    [Fact]
    public void Soft_groups_need_no_filter() => Assert.Empty(Missing(Only().Group(GroupPolicy.SoftAntiAffinity, 1, "web")));

    [Fact]
    public void Devices_capabilities_images_and_hints_need_theirs()
    {
        Cloud cloud = Only()
            .Port("direct")
            .ExtraSpec("capabilities:hypervisor_version", ">= 8")
            .ImageProperty("hw_architecture", "x86_64")
            .Instance(instance => instance with
            {
                SchedulerHints = Fact.Given(ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty
                    .Add("same_host", ["x"]).Add("different_host", ["y"]).Add("query", ["[]"])),
            });
        Assert.Equal(
            ["PciPassthroughFilter", "ComputeCapabilitiesFilter", "ImagePropertiesFilter", "SameHostFilter", "DifferentHostFilter", "JsonFilter"],
            Missing(cloud).Select(pair => pair.Filter));
    }

    [Theory]
    [InlineData("filter_tenant_id", "AggregateMultiTenancyIsolation")]
    [InlineData("instance_type", "AggregateTypeAffinityFilter")]
    [InlineData("max_instances_per_host", "AggregateNumInstancesFilter")]
    [InlineData("max_io_ops_per_host", "AggregateIoOpsFilter")]
    [InlineData("os_distro", "AggregateImagePropertiesIsolation")]
    public void What_aggregates_say_needs_the_filter_that_reads_it(string key, string filter)
    {
        Cloud cloud = Only().ImageProperty("os_distro", "debian").Aggregate(key, "1", Cloud.There);
        Assert.Equal([Cloud.There], Of(cloud, filter).Hosts);
        Assert.Empty(Missing(cloud.Filters(filter)));
    }

    [Fact]
    public void Projects_kept_apart_by_Placement_need_no_filter() => Assert.Empty(Missing(Only()
        .Aggregate("filter_tenant_id", "project", Cloud.There)
        .With(options => options with { Filters = new FilterOptions { LimitsTenantsToAggregates = true } })));

    [Fact]
    public void Isolated_hosts_need_theirs() => Assert.Equal(
        [Cloud.There], Of(Only().With(options => options with { Filters = new FilterOptions { IsolatedHosts = ["there"] } }), "IsolatedHostsFilter").Hosts);

    [Fact]
    public void Filters_that_nobody_told_are_Novas_defaults_and_worth_a_note()
    {
        Cloud cloud = new Cloud().With(options => options with { EnabledFilters = default }).ExtraSpec("hw:numa_nodes", "1").Group(GroupPolicy.AntiAffinity, 1, "web");
        (string filter, AdviceFinding finding) = Missing(cloud).Single();
        Assert.Equal("NUMATopologyFilter", filter);
        Assert.Equal(AdviceSeverity.Note, finding.Severity);
    }

    private static Cloud Only(params string[] filters) => new Cloud().Filters(filters);

    private static AdviceFinding Of(Cloud cloud, string filter) => Missing(cloud).Single(pair => pair.Filter == filter).Finding;

    private static (string Filter, AdviceFinding Finding)[] Missing(Cloud cloud) =>
        [.. cloud.Advise("advice.filter-missing").Select(finding => (finding.Facts.Single().Needed["with ".Length..], finding))];
}
