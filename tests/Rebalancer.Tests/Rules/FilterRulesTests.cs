using System.Collections.Immutable;
using Rebalancer.Cpu;
using Rebalancer.Model;
using Rebalancer.Rules;

namespace Rebalancer.Tests.Rules;

public sealed class FilterRulesTests
{
    [Theory]
    [InlineData("192.0.2.77", null, true)]
    [InlineData("192.0.3.77", null, false)]
    [InlineData("192.0.3.77", "/23", true)]
    [InlineData("192.0.3.77", "/255.255.254.0", true)]
    [InlineData("192.0.2.9", "/32", false)]
    [InlineData("192.0.2.9", "/33", false)]
    [InlineData("2001:db8::1", "/24", false)]
    [InlineData("near", null, false)]
    public void A_hint_for_a_network_keeps_an_instance_in_it(string near, string? cidr, bool passes)
    {
        ImmutableSortedDictionary<string, ImmutableArray<string>> hints = ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty.Add("build_near_host_ip", [near]);
        Cloud cloud = new Cloud().Filters("SimpleCIDRAffinityFilter")
            .Instance(i => i with { SchedulerHints = Fact.Given(cidr is null ? hints : hints.Add("cidr", [cidr])) });
        Assert.Equal(["assumed.host-address"], cloud.Assumptions());
        cloud.Destination(h => h with { Address = Fact.Read("192.0.2.1") });
        Assert.Equal(passes ? [] : ["nova.near-address"], cloud.Refusals());
        Assert.Empty(cloud.Filters().Refusals());
    }

    [Fact]
    public void Filters_that_nobody_told_are_assumed_in_the_open()
    {
        Verdict verdict = new Cloud().With(o => o with { EnabledFilters = default }).Check();
        Assert.True(verdict.IsAllowed);
        Assert.Equal(["assumed.filters"], verdict.Assumptions.Select(assumption => assumption.Code));
    }

    [Fact]
    public void An_image_for_another_architecture_is_refused_only_with_its_filter()
    {
        Cloud cloud = new Cloud().ImageProperty("hw_architecture", "x86_64").Destination(h => h with { Cpu = Fact.Read(new HostCpu { Architecture = CpuArchitecture.Aarch64 }) });
        Assert.Contains("nova.image-properties", cloud.Refusals(MoveKind.Cold));
        Assert.DoesNotContain("nova.image-properties", cloud.Filters("ComputeFilter").Refusals(MoveKind.Cold));
        Assert.Empty(new Cloud().ImageProperty("hw_architecture", "x86_64").ImageProperty("img_hv_type", "kvm").Refusals());
        Assert.Equal(["nova.image-properties"], new Cloud().ImageProperty("hw_vm_mode", "xen").Refusals());
    }

    [Fact]
    public void What_a_host_can_run_is_taken_as_told()
    {
        static Cloud Told(params SupportedInstance[] kinds) => new Cloud().Destination(h => h with { SupportedInstances = Fact.Given<ImmutableArray<SupportedInstance>>([.. kinds]) });
        Cloud xen = Told(new SupportedInstance("i686", "xen", "xen"));
        Assert.Empty(xen.ImageProperty("hw_vm_mode", "xen").Refusals());
        Assert.Empty(xen.Assumptions());
        Assert.Equal(["nova.image-properties"], xen.ImageProperty("hw_architecture", "x86_64").Refusals());
        Assert.Equal(["nova.image-properties"], Told().ImageProperty("hw_architecture", "x86_64").Refusals());
        Assert.Empty(Told().Refusals());

        // One kind has to do all that is asked; parts of two do not add up.
        Cloud both = Told(new SupportedInstance("x86_64", "kvm", "hvm"), new SupportedInstance("i686", "xen", "xen"));
        Assert.Equal(["nova.image-properties"], both.ImageProperty("hw_architecture", "x86_64").ImageProperty("img_hv_type", "xen").Refusals());
    }

    [Fact]
    public void What_nobody_told_follows_from_the_cpu_and_is_said_to()
    {
        Assert.DoesNotContain("assumed.supported-instances", new Cloud().ImageProperty("hw_architecture", "x86_64").Assumptions());
        Assert.Contains("assumed.supported-instances", new Cloud().ImageProperty("img_hv_type", "kvm").Assumptions());
        Cloud unknown = new Cloud().Destination(h => h with { Cpu = default }).ImageProperty("hw_architecture", "ppc64le");
        Assert.Contains("assumed.supported-instances", unknown.Assumptions(MoveKind.Cold));
        Assert.Empty(unknown.Refusals(MoveKind.Cold));
    }

    [Theory]
    [InlineData(">=8.0", true)]
    [InlineData(">=9.0", false)]
    public void An_image_may_ask_for_a_version_of_the_hypervisor(string version, bool passes) =>
        Assert.Equal(passes, !new Cloud().ImageProperty("hw_vm_mode", "hvm").ImageProperty("img_hv_requested_version", version).Refusals().Contains("nova.image-properties"));

    [Fact]
    public void Extra_specs_without_a_namespace_bind_to_aggregates_only_with_the_filter()
    {
        Cloud cloud = new Cloud().ExtraSpec("disk", "ssd");
        Assert.Empty(cloud.Refusals());
        cloud.Filters("AggregateInstanceExtraSpecsFilter");
        Assert.Equal(["nova.aggregate-extra-specs"], cloud.Refusals());
        Assert.Empty(cloud.Aggregate("disk", "ssd, nvme", Cloud.There).Refusals());
    }

    [Fact]
    public void Aggregates_keep_other_images_projects_and_flavors_out()
    {
        Cloud image = new Cloud().Filters("AggregateImagePropertiesIsolation").ImageProperty("os_type", "linux");
        Assert.Empty(image.Refusals());
        Assert.Equal(["nova.aggregate-image-properties"], image.Aggregate("os_type", "windows", Cloud.There).Refusals());
        Cloud project = new Cloud().Filters("AggregateMultiTenancyIsolation").Aggregate("filter_tenant_id", "other", Cloud.There);
        Assert.Equal(["nova.aggregate-tenancy"], project.Refusals());
        Assert.Empty(project.Instance(i => i with { ProjectId = "other" }).Refusals());
        Cloud flavor = new Cloud().Filters("AggregateTypeAffinityFilter").Aggregate("instance_type", "large,huge", Cloud.There);
        Assert.Equal(["nova.aggregate-flavor"], flavor.Refusals());
        Assert.Empty(flavor.Aggregate("instance_type", "small", Cloud.There).Refusals());
    }

    [Fact]
    public void Isolated_hosts_take_isolated_images()
    {
        Cloud cloud = new Cloud().Filters("IsolatedHostsFilter").With(o => o with { Filters = new FilterOptions { IsolatedHosts = ["there"], IsolatedImages = ["secret"] } });
        Assert.Equal(["nova.isolated-hosts"], cloud.Refusals());
        Assert.Empty(cloud.Instance(i => i with { Image = i.Image with { Id = "secret" } }).Refusals());
    }

    [Fact]
    public void Hints_apply_again_on_each_move()
    {
        Cloud different = Hint(new Cloud().Filters("DifferentHostFilter"), "different_host", "db");
        Assert.Empty(different.Refusals());
        Assert.Equal(["nova.different-host"], different.Other("db", Cloud.There).Refusals());
        Cloud same = Hint(new Cloud().Filters("SameHostFilter"), "same_host", "db");
        Assert.Equal(["nova.same-host-hint"], same.Refusals());
        Assert.Empty(same.Other("db", Cloud.There).Refusals());
        Assert.Empty(Hint(new Cloud(), "same_host", "db").Refusals());
    }

    [Theory]
    [InlineData("[\">=\", \"$free_ram_mb\", 4096]", true)]
    [InlineData("[\">=\", \"$free_ram_mb\", 100000]", false)]
    [InlineData("[\"!=\", 1, 2]", false)]
    [InlineData("no json", false)]
    public void A_query_is_asked_of_the_host_as_it_is_and_a_bad_one_finds_none(string query, bool passes) =>
        Assert.Equal(passes ? [] : ["nova.json-query"], Hint(new Cloud().Filters("JsonFilter"), "query", query).Refusals());

    [Theory]
    [InlineData("capabilities:cpu_info:vendor", "Intel", true)]
    [InlineData("capabilities:cpu_info:vendor", "AMD", false)]
    [InlineData("capabilities:hypervisor_version", ">= 8000000", true)]
    [InlineData("num_instances", "<= 0", true)]
    [InlineData("num_instances", ">= 1", false)]
    [InlineData("hw:maxphysaddr_bits", "40", false)]
    [InlineData("unheard_of", "1", true)]
    public void Capabilities_are_matched_against_the_host(string key, string value, bool passes) =>
        Assert.Equal(passes ? [] : ["nova.capabilities"], new Cloud().ExtraSpec(key, value).Refusals());

    [Fact]
    public void A_host_takes_only_so_many_instances()
    {
        Cloud cloud = new Cloud().With(o => o with { Filters = new FilterOptions { MaxInstancesPerHost = 1 } }).Other("db", Cloud.There);
        Assert.Empty(cloud.Refusals());
        Assert.Equal(["nova.num-instances"], cloud.Filters("NumInstancesFilter").Refusals());
        Assert.Equal(["nova.num-instances"], cloud.Filters("AggregateNumInstancesFilter").Refusals());
        Assert.Empty(cloud.Aggregate("max_instances_per_host", "5", Cloud.There).Refusals());
    }

    [Fact]
    public void A_host_busy_with_disks_takes_no_more()
    {
        Cloud cloud = new Cloud().Filters("IoOpsFilter").With(o => o with { Filters = new FilterOptions { MaxIoOpsPerHost = 1 } });
        Assert.Empty(cloud.Refusals());
        Assert.Equal(["nova.io-ops"], cloud.Other("busy", Cloud.There, i => i with { TaskState = "image_snapshot" }).Refusals());
    }

    private static Cloud Hint(Cloud cloud, string name, string value) => cloud.Instance(i => i with
    {
        SchedulerHints = Fact.Given(ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty.Add(name, [value])),
    });
}
