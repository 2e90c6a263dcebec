using System.Text;
using System.Text.Json;
using Rebalancer.Findings;
using Rebalancer.Model;
using Rebalancer.OpenStack.Answers;
using Rebalancer.OpenStack.Facts;
using Rebalancer.OpenStack.Mapping;

namespace Rebalancer.OpenStack.Tests;

/// <summary>Answers of a cloud of two hosts and one server, to be changed by a test before they are mapped.</summary>
internal sealed class TinyCloud
{
    private readonly Dictionary<(string Service, string Path), string> answers = [];

    public TinyCloud()
    {
        this["compute", "/os-hypervisors/detail"] = """
            {"hypervisors": [
              {"id": "p-a", "hypervisor_hostname": "a.example", "state": "up", "status": "enabled", "hypervisor_type": "QEMU", "hypervisor_version": 8002002,
               "service": {"host": "a"}, "cpu_info": {"arch": "x86_64", "model": "m", "vendor": "Intel", "features": ["sse", "avx"]}},
              {"id": "p-b", "hypervisor_hostname": "b.example", "state": "up", "status": "enabled", "hypervisor_type": "QEMU", "hypervisor_version": 8002002,
               "service": {"host": "b"}, "cpu_info": {"arch": "x86_64", "model": "m", "vendor": "Intel", "features": ["sse"]}}]}
            """;
        this["compute", "/os-services?binary=nova-compute"] = """
            {"services": [
              {"id": "s-a", "host": "a", "binary": "nova-compute", "status": "enabled", "state": "up", "zone": "nova"},
              {"id": "s-b", "host": "b", "binary": "nova-compute", "status": "enabled", "state": "up", "zone": "nova"}]}
            """;
        SetServer("a");
        this["compute", "/servers/i/topology"] = """{"nodes": [], "pagesize_kb": null}""";
        this["compute", "/os-server-groups"] = """{"server_groups": []}""";
        this["compute", "/os-aggregates"] = """{"aggregates": []}""";
        this["compute", "/os-migrations"] = """{"migrations": []}""";
        this["network", "/v2.0/ports"] = """{"ports": []}""";
        this["image", "/v2/images/img"] = """{"id": "img", "name": "debian", "hw_disk_bus": "virtio", "min_ram": 0, "virtual_size": 3145728, "status": "active"}""";
        this["placement", "/resource_providers"] = """
            {"resource_providers": [
              {"uuid": "p-a", "name": "a.example", "root_provider_uuid": "p-a"}, {"uuid": "p-b", "name": "b.example", "root_provider_uuid": "p-b"}]}
            """;
        foreach (string provider in (string[])["p-a", "p-b"])
        {
            this["placement", $"/resource_providers/{provider}/inventories"] = """{"inventories": {"VCPU": {"total": 8}, "MEMORY_MB": {"total": 16384, "reserved": 512}}}""";
            this["placement", $"/resource_providers/{provider}/traits"] = """{"traits": ["COMPUTE_NODE"]}""";
        }

        SetAllocations("p-a", """{"i": {"resources": {"VCPU": 2, "MEMORY_MB": 4096}}}""", vcpus: 2, memory: 4096);
        SetAllocations("p-b", "{}", vcpus: 0, memory: 0);
    }

    public string this[string service, string path]
    {
        set => answers[(service, path)] = value;
    }

    /// <summary>Puts the server on a host; <paramref name="more"/> is further members, each followed by a comma.</summary>
    public void SetServer(string host, string more = "", string vmState = "active", string taskState = "null", string powerState = "1") =>
        this["compute", "/servers/detail"] = $$"""
            {"servers": [{"id": "i", "name": "web", "status": "ACTIVE", "tenant_id": "t", {{more}}
              "image": {"id": "img"}, "config_drive": "", "OS-EXT-SRV-ATTR:host": {{(host.Length == 0 ? "null" : $"\"{host}\"")}}, "OS-EXT-STS:vm_state": "{{vmState}}",
              "OS-EXT-STS:task_state": {{taskState}}, "OS-EXT-STS:power_state": {{powerState}}, "tags": ["z", "a"],
              "flavor": {"original_name": "f", "vcpus": 2, "ram": 4096, "disk": 0, "ephemeral": 1, "swap": "", "extra_specs": {} } }]}
            """;

    public void SetAllocations(string provider, string allocations, int vcpus, int memory)
    {
        this["placement", $"/resource_providers/{provider}/allocations"] = $$"""{"allocations": {{allocations}} }""";
        this["placement", $"/resource_providers/{provider}/usages"] = $$"""{"usages": {"VCPU": {{vcpus}}, "MEMORY_MB": {{memory}} } }""";
    }

    public void SetMigration(string type, string status, string source, string destination) =>
        this["compute", "/os-migrations"] = $$"""
            {"migrations": [{"id": 1, "uuid": "m", "instance_uuid": "i", "status": "{{status}}", "migration_type": "{{type}}",
              "source_compute": "{{source}}", "dest_compute": {{(destination.Length == 0 ? "null" : $"\"{destination}\"")}} }]}
            """;

    public void Remove(string service, string path) => answers.Remove((service, path));

    /// <summary>A facts file with these sections.</summary>
    public static FactsFile Facts(string sections) =>
        FactsFile.Read(Encoding.UTF8.GetBytes("format: rebalancer/facts\nversion: 1\n" + sections), "facts.yaml").OrThrow();

    public Checked<Cluster> Map(string? facts = null) => Map(facts is null ? null : Facts(facts));

    public Checked<Cluster> Map(FactsFile? file)
    {
        FindingList findings = new();
        AnswerCollector collector = new(findings);
        foreach (((string service, string path), string body) in answers)
        {
            using JsonDocument document = JsonDocument.Parse(body);
            collector.Add(new AnswerRequest(service, path), 200, document.RootElement, new Place($"{service} {path}", "$"));
        }

        return ClusterMapping.Build(collector.ToAnswers(), file, findings);
    }
}
