using Rebalancer.Findings;
using Rebalancer.Model;

namespace Rebalancer.OpenStack.Tests;

public class HostMappingTests
{
    private readonly TinyCloud cloud = new();

    [Fact]
    public void A_host_has_the_name_of_its_service_and_the_inventories_of_its_root_provider()
    {
        Host host = cloud.Map().OrThrow().Host("a");
        Assert.Equal("p-a", host.ProviderId);
        Assert.Equal([("MEMORY_MB", 16384L, 512L), ("VCPU", 8L, 0L)], host.Inventories.Select(inventory => (inventory.ResourceClass.Name, inventory.Total, inventory.Reserved)));
        Assert.Equal(["avx", "sse"], host.Cpu.Value.Features.Names);
    }

    [Fact]
    public void Bare_metal_nodes_and_the_instances_on_them_are_left_out()
    {
        cloud["compute", "/os-hypervisors/detail"] = """
            {"hypervisors": [
              {"id": "p-a", "hypervisor_hostname": "a.example", "hypervisor_type": "QEMU", "hypervisor_version": 8002002, "service": {"host": "a"},
               "cpu_info": {"arch": "x86_64", "model": "m", "vendor": "Intel", "features": ["sse"]}},
              {"id": "n-1", "hypervisor_hostname": "n-1", "hypervisor_type": "ironic", "hypervisor_version": 1, "service": {"host": "b"}},
              {"id": "n-2", "hypervisor_hostname": "n-2", "hypervisor_type": "ironic", "hypervisor_version": 1, "service": {"host": "b"}}]}
            """;
        cloud.SetServer("b");
        cloud.SetAllocations("p-a", "{}", vcpus: 0, memory: 0);

        Cluster cluster = cloud.Map().OrThrow();

        Assert.Equal(["a"], cluster.Hosts.Select(host => host.Name.Value));
        Assert.Empty(cluster.Instances);
        Assert.Contains(cluster.Warnings, warning => warning.Message == "2 nodes are bare metal; they and the 1 instances on them are left out");
    }

    [Fact]
    public void Child_providers_with_the_same_traits_are_pooled_and_their_usage_counts()
    {
        cloud["placement", "/resource_providers"] = """
            {"resource_providers": [
              {"uuid": "p-a", "name": "a.example", "root_provider_uuid": "p-a"}, {"uuid": "p-b", "name": "b.example", "root_provider_uuid": "p-b"},
              {"uuid": "g-1", "name": "a_gpu_1", "root_provider_uuid": "p-a"}, {"uuid": "g-2", "name": "a_gpu_2", "root_provider_uuid": "p-a"}]}
            """;
        foreach (string gpu in (string[])["g-1", "g-2"])
        {
            cloud["placement", $"/resource_providers/{gpu}/inventories"] = """{"inventories": {"VGPU": {"total": 4, "max_unit": 4}}}""";
            cloud["placement", $"/resource_providers/{gpu}/traits"] = """{"traits": ["CUSTOM_GPU"]}""";
        }

        cloud["placement", "/resource_providers/g-1/allocations"] = """{"allocations": {"i": {"resources": {"VGPU": 1}}}}""";
        cloud["placement", "/resource_providers/g-1/usages"] = """{"usages": {"VGPU": 1}}""";
        cloud["placement", "/resource_providers/g-2/allocations"] = """{"allocations": {"stranger": {"resources": {"VGPU": 2}}}}""";
        cloud["placement", "/resource_providers/g-2/usages"] = """{"usages": {"VGPU": 2}}""";
        Checked<Cluster> outcome = cloud.Map();
        Host host = outcome.OrThrow().Host("a");
        Inventory gpus = host.Inventories.Single(inventory => inventory.ResourceClass.Name == "VGPU");
        Assert.Equal((8, 4), (gpus.Total, gpus.MaxUnit));
        Assert.Equal(1, outcome.OrThrow().Instances[0].Allocations[new ResourceClass("VGPU")]);
        Assert.Equal(2, host.OtherUsage[new ResourceClass("VGPU")]);
        Assert.Contains("CUSTOM_GPU", host.Traits);
        Assert.Equal(["a.example", "a_gpu_1", "a_gpu_2"], host.Providers.Select(provider => provider.Name));
        Assert.Contains(outcome.Findings, finding => finding.Code == "answers.leaked-allocation" && finding.Message.Contains("stranger", StringComparison.Ordinal));
    }

    [Fact]
    public void Child_providers_that_differ_in_traits_are_counted_apart()
    {
        cloud["placement", "/resource_providers"] = """
            {"resource_providers": [
              {"uuid": "g-1", "name": "a_gpu_1", "root_provider_uuid": "p-a"}, {"uuid": "g-2", "name": "a_gpu_2", "root_provider_uuid": "p-a"},
              {"uuid": "p-a", "name": "a.example", "root_provider_uuid": "p-a"}, {"uuid": "p-b", "name": "b.example", "root_provider_uuid": "p-b"}]}
            """;
        foreach (string gpu in (string[])["g-1", "g-2"])
        {
            cloud["placement", $"/resource_providers/{gpu}/inventories"] = """{"inventories": {"VGPU": {"total": 4, "max_unit": 4}}}""";
            cloud["placement", $"/resource_providers/{gpu}/traits"] = $$"""{"traits": ["CUSTOM_{{gpu[^1]}}"]}""";
            cloud["placement", $"/resource_providers/{gpu}/allocations"] = """{"allocations": {"i": {"resources": {"VGPU": 1}}}}""";
            cloud["placement", $"/resource_providers/{gpu}/usages"] = """{"usages": {"VGPU": 1}}""";
        }

        Cluster cluster = cloud.Map().OrThrow();
        ResourceClass[] kinds = [new("VGPU@CUSTOM_1"), new("VGPU@CUSTOM_2")];
        Assert.Equal(kinds, cluster.Host("a").Inventories.Select(inventory => inventory.ResourceClass).Where(one => one.Name.StartsWith("VGPU", StringComparison.Ordinal)));
        Assert.All(kinds, kind => Assert.Equal(1, cluster.Instances[0].Allocations[kind]));
        Assert.Empty(cluster.Host("a").OtherUsage.Keys.Intersect(kinds));
        Assert.Equal("a.example", cluster.Host("a").Providers[0].Name);
    }

    [Fact]
    public void A_provider_of_no_hypervisor_is_left_out_with_a_warning()
    {
        cloud["placement", "/resource_providers"] = """
            {"resource_providers": [
              {"uuid": "p-a", "name": "a.example", "root_provider_uuid": "p-a"}, {"uuid": "p-b", "name": "b.example", "root_provider_uuid": "p-b"},
              {"uuid": "nfs", "name": "shared storage", "root_provider_uuid": "nfs"}]}
            """;
        Assert.Contains(cloud.Map().Findings, finding => finding is { Code: "answers.unknown-provider", Severity: Severity.Warning });
    }

    [Fact]
    public void A_hypervisor_without_a_provider_is_an_error()
    {
        cloud["placement", "/resource_providers"] = """{"resource_providers": [{"uuid": "p-a", "name": "a.example", "root_provider_uuid": "p-a"}]}""";
        Assert.Contains(cloud.Map().Findings, finding => finding is { Code: "answers.missing", Severity: Severity.Error } && finding.Message.Contains("'b'", StringComparison.Ordinal));
    }

    [Fact]
    public void A_hypervisor_without_a_service_is_an_error_and_a_service_without_a_hypervisor_a_warning()
    {
        cloud["compute", "/os-services?binary=nova-compute"] = """
            {"services": [
              {"id": "s-a", "host": "a", "binary": "nova-compute", "status": "enabled", "state": "up"},
              {"id": "s-c", "host": "c", "binary": "nova-compute", "status": "enabled", "state": "up"}]}
            """;
        Checked<Cluster> outcome = cloud.Map();
        Assert.Contains(outcome.Findings, finding => finding is { Code: "answers.missing", Severity: Severity.Error });
        Assert.Contains(outcome.Findings, finding => finding is { Code: "answers.unknown-host", Severity: Severity.Warning });
    }

    [Fact]
    public void A_host_forced_down_is_down_whatever_its_state_says()
    {
        cloud["compute", "/os-services?binary=nova-compute"] = """
            {"services": [
              {"id": "s-a", "host": "a", "binary": "nova-compute", "status": "enabled", "state": "up", "forced_down": true},
              {"id": "s-b", "host": "b", "binary": "nova-compute", "status": "disabled", "state": "down", "disabled_reason": "disks"}]}
            """;
        Checked<Cluster> outcome = cloud.Map("hosts: [{ name: a, fenced: true }]");
        Assert.True(outcome.OrThrow().Host("a").Service is { IsUp: false, IsForcedDown: true, IsEnabled: true });
        Assert.Equal(Fact.Given(true), outcome.OrThrow().Host("a").Service.IsFenced);
        Assert.True(outcome.OrThrow().Host("b").Service is { IsUp: false, IsForcedDown: false, IsEnabled: false, DisabledReason: "disks" });
        Assert.Contains(outcome.Findings, finding => finding.Code == "answers.contradiction");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("\"\"")]
    [InlineData("null")]
    public void A_host_that_never_reported_its_CPU_has_an_unknown_one(string cpuInfo)
    {
        SetCpuInfo(cpuInfo);
        Assert.False(cloud.Map().OrThrow().Host("a").Cpu.IsKnown);
    }

    [Fact]
    public void A_CPU_told_as_a_text_of_JSON_is_read_too()
    {
        SetCpuInfo("\"{\\\"arch\\\": \\\"aarch64\\\", \\\"features\\\": [\\\"fp\\\"]}\"");
        Assert.Equal("aarch64", cloud.Map().OrThrow().Host("a").Cpu.Value.Architecture.Name);
    }

    [Fact]
    public void What_the_API_tells_wins_over_the_facts_file_with_a_warning()
    {
        Checked<Cluster> outcome = cloud.Map("hosts: [{ name: a, hypervisorType: VMware, cpu: { architecture: x86_64, features: [sse] } }]");
        Assert.Equal(Fact.Read("QEMU"), outcome.OrThrow().Host("a").HypervisorType);
        Assert.Equal(2, outcome.OrThrow().Host("a").Cpu.Value.Features.Names.Count);
        Assert.Equal(2, outcome.Findings.Count(finding => finding.Code == "facts.contradiction"));
    }

    [Fact]
    public void Given_sets_that_Placement_contradicts_are_warned_about()
    {
        const string Facts = """
            hosts:
              - name: a
                cpuSharedSet: 0-3
                cpuDedicatedSet: 4-9
                numa: [{ id: 0, cpus: 0-7, memoryMiB: 16384 }]
            """;
        var messages = cloud.Map(Facts).Findings.Where(finding => finding.Code == "facts.contradiction").Select(finding => finding.Message).ToList();
        Assert.Equal(3, messages.Count);
        Assert.Contains(messages, message => message.Contains("no given cell has: 8-9", StringComparison.Ordinal));
        Assert.Contains(messages, message => message.Contains("VCPU is 8", StringComparison.Ordinal));
        Assert.Contains(messages, message => message.Contains("PCPU is 0", StringComparison.Ordinal));
    }

    [Fact]
    public void The_default_zone_is_that_of_a_host_in_no_zone_aggregate()
    {
        Assert.Equal(Fact.Read("nova"), cloud.Map().OrThrow().Options.DefaultZone);
        cloud["compute", "/os-aggregates"] = """
            {"aggregates": [{"id": 7, "name": "west", "hosts": ["a", "b", "ghost"], "metadata": {"availability_zone": "west"}}]}
            """;
        Checked<Cluster> outcome = cloud.Map();
        Assert.False(outcome.OrThrow().Options.DefaultZone.IsKnown);
        Assert.Equal("7", outcome.OrThrow().Aggregates[0].Id);
        Assert.Equal(["a", "b"], outcome.OrThrow().Aggregates[0].Hosts.Select(host => host.Value));
        Assert.Contains(outcome.Findings, finding => finding.Code == "answers.unknown-host");
        Assert.Equal(2, outcome.Findings.Count(finding => finding.Code == "answers.contradiction" && finding.Path.EndsWith(".zone", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_zone_that_Placement_does_not_know_of_is_warned_about()
    {
        cloud["compute", "/os-aggregates"] = """{"aggregates": [{"id": 7, "uuid": "agg", "name": "ssd", "hosts": ["a"], "metadata": {}}]}""";
        cloud["placement", "/resource_providers/p-a/aggregates"] = """{"aggregates": []}""";
        Assert.Contains(cloud.Map().Findings, finding => finding.Message.Contains("Placement does not have 'a'", StringComparison.Ordinal));
    }

    [Fact]
    public void A_list_that_goes_on_after_its_last_page_is_an_error()
    {
        cloud["compute", "/os-server-groups"] = """{"server_groups": [], "server_groups_links": [{"rel": "next", "href": "..."}]}""";
        Assert.Contains(cloud.Map().Findings, finding => finding is { Code: "answers.page-missing", Severity: Severity.Error });
        cloud["compute", "/os-server-groups?marker=x"] = """{"server_groups": []}""";
        Assert.DoesNotContain(cloud.Map().Findings, finding => finding.Code == "answers.page-missing");
    }

    [Fact]
    public void Usage_and_allocations_that_disagree_are_a_contradiction()
    {
        cloud.SetAllocations("p-a", """{"i": {"resources": {"VCPU": 2, "MEMORY_MB": 4096}}}""", vcpus: 1, memory: 5000);
        Checked<Cluster> outcome = cloud.Map();
        Assert.Equal([new KeyValuePair<ResourceClass, long>(ResourceClass.MemoryMb, 904)], outcome.OrThrow().Host("a").OtherUsage);
        Assert.Contains(outcome.Findings, finding => finding.Code == "answers.contradiction" && finding.Message.Contains("1 VCPU less", StringComparison.Ordinal));
    }

    private void SetCpuInfo(string cpuInfo) => cloud["compute", "/os-hypervisors/detail"] = $$"""
        {"hypervisors": [
          {"id": "p-a", "hypervisor_hostname": "a.example", "service": {"host": "a"}, "hypervisor_type": "QEMU", "hypervisor_version": 8002002, "cpu_info": {{cpuInfo}} },
          {"id": "p-b", "hypervisor_hostname": "b.example", "service": {"host": "b"}, "hypervisor_type": "QEMU", "hypervisor_version": 8002002, "cpu_info": {"arch": "x86_64"} }]}
        """;
}
