using System.Text.Json.Nodes;
using Rebalancer.OpenStack.Facts;

namespace Rebalancer.OpenStack.Tests;

public class HostileAnswersTests
{
    private static readonly string[] Junk = ["null", "-1", "2147483647", "1e300", "\"\"", "\"x\"", "[]", "[null]", "{}", "{\"x\": null}", "true", "99999999999999999999999"];

    [Fact]
    public void No_single_wrong_value_anywhere_ends_in_an_exception()
    {
        FactsFile facts = TinyCloud.Facts("hosts: [{ name: a, numa: [{ id: 0, cpus: 0-7, memoryMiB: 16384 }], cpuSharedSet: null, cpuDedicatedSet: null }]");
        int tried = 0;
        foreach ((string service, string path, string body) in Sound())
        {
            int count = Values(JsonNode.Parse(body)!).Count();
            for (int i = 0; i < count; i++)
            {
                foreach (string junk in Junk)
                {
                    TinyCloud cloud = Cloud();
                    cloud[service, path] = Replaced(body, i, junk);
                    Assert.NotNull(cloud.Map(facts));
                    tried++;
                }
            }
        }

        Assert.True(tried > 1500, $"{tried}");
    }

    private static TinyCloud Cloud()
    {
        TinyCloud cloud = new();
        foreach ((string service, string path, string body) in Sound())
        {
            cloud[service, path] = body;
        }

        return cloud;
    }

    private static (string Service, string Path, string Body)[] Sound() =>
    [
        ("compute", "/os-hypervisors/detail", """{"hypervisors": [{"id": "p-a", "hypervisor_hostname": "a", "hypervisor_type": "QEMU", "hypervisor_version": 1, "service": {"host": "a"}, "cpu_info": {"arch": "x86_64", "model": "m", "features": ["sse"]}}]}"""),
        ("compute", "/os-services?binary=nova-compute", """{"services": [{"id": "s", "host": "a", "binary": "nova-compute", "status": "enabled", "state": "up", "zone": "nova", "forced_down": false}]}"""),
        ("compute", "/servers/i", """{"server": {"id": "i", "name": "n", "status": "ACTIVE", "tenant_id": "t", "image": {"id": "img", "properties": {"k": "v"}}, "config_drive": "True", "OS-EXT-SRV-ATTR:host": "a", "OS-EXT-STS:vm_state": "active", "OS-EXT-STS:task_state": null, "OS-EXT-STS:power_state": 1, "tags": ["t"], "server_groups": ["g"], "scheduler_hints": {"h": ["x"]}, "pinned_availability_zone": "z", "flavor": {"original_name": "f", "vcpus": 2, "ram": 4096, "disk": 1, "ephemeral": 1, "swap": 1, "extra_specs": {"hw:cpu_policy": "dedicated"}}}}"""),
        ("compute", "/servers/i/topology", """{"nodes": [{"host_node": 0, "cpu_pinning": {"0": 1}}], "pagesize_kb": 4}"""),
        ("compute", "/os-server-groups", """{"server_groups": [{"id": "g", "name": "n", "policy": "affinity", "rules": {"max_server_per_host": 2}, "members": ["i"]}]}"""),
        ("compute", "/os-aggregates", """{"aggregates": [{"id": 1, "uuid": "u", "name": "n", "hosts": ["a"], "metadata": {"availability_zone": "z"}}]}"""),
        ("compute", "/os-migrations", """{"migrations": [{"id": 1, "uuid": "m", "instance_uuid": "i", "status": "running", "migration_type": "live-migration", "source_compute": "a", "dest_compute": "a"}]}"""),
        ("network", "/v2.0/ports", """{"ports": [{"id": "p", "device_id": "i", "binding:vnic_type": "direct", "binding:profile": {"physical_network": "n"}, "resource_request": {"x": 1}}]}"""),
        ("image", "/v2/images/img", """{"id": "img", "name": "n", "virtual_size": 1, "hw_x": "y"}"""),
        ("placement", "/resource_providers", """{"resource_providers": [{"uuid": "p-a", "name": "a", "root_provider_uuid": "p-a"}]}"""),
        ("placement", "/resource_providers/p-a/inventories", """{"inventories": {"VCPU": {"total": 8, "reserved": 0, "min_unit": 1, "max_unit": 8, "step_size": 1, "allocation_ratio": 1.5}}}"""),
        ("placement", "/resource_providers/p-a/usages", """{"usages": {"VCPU": 2}}"""),
        ("placement", "/resource_providers/p-a/allocations", """{"allocations": {"i": {"resources": {"VCPU": 2}}}}"""),
        ("placement", "/resource_providers/p-a/aggregates", """{"aggregates": ["u"]}"""),
        ("placement", "/allocations/i", """{"allocations": {"p-a": {"resources": {"VCPU": 2}}}}"""),
    ];

    private static string Replaced(string body, int index, string junk)
    {
        JsonNode root = JsonNode.Parse(body)!;
        JsonNode? target = Values(root).ElementAt(index).Node;
        if (target is null)
        {
            return body;
        }

        if (ReferenceEquals(target, root))
        {
            return junk;
        }

        target.ReplaceWith(JsonNode.Parse(junk));
        return root.ToJsonString();
    }

    private static IEnumerable<(JsonNode? Node, int Depth)> Values(JsonNode? node, int depth = 0)
    {
        yield return (node, depth);
        IEnumerable<JsonNode?> children = node switch
        {
            JsonObject map => map.Select(member => member.Value),
            JsonArray list => list,
            _ => [],
        };
        foreach ((JsonNode? Node, int Depth) child in children.SelectMany(child => Values(child, depth + 1)))
        {
            yield return child;
        }
    }
}
