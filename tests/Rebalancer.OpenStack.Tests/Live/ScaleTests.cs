using System.Diagnostics;
using System.Text.Json.Nodes;
using Rebalancer.Findings;
using Rebalancer.Model;
using Rebalancer.OpenStack.Connections;
using Rebalancer.OpenStack.Tests.Connections;

namespace Rebalancer.OpenStack.Tests.Live;

/// <summary>1,000 servers on 100 hosts behind real sockets that answer about as fast as a real Nova.</summary>
public sealed class ScaleTests
{
    private const int Hosts = 100;
    private const int ServersPerHost = 10;

    [Fact]
    public async Task A_cloud_of_1000_servers_on_100_hosts_is_read_in_seconds()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        CloudContent content = Generate();
        content.PageLimit = 150;
        LocalServer? self = null;
        await using LocalServer server = self = new(async (request, stream, cancellation) =>
        {
            if (request.Place.StartsWith("identity", StringComparison.Ordinal))
            {
                await LocalServer.WriteTokenAsync(stream, self!.Address);
                return;
            }

            await Task.Delay(request.Place.EndsWith("/servers/detail", StringComparison.Ordinal) ? 400 : 15, cancellation);
            string? body = request.Place switch
            {
                "compute/v2.1/" => """{"version": {"id": "v2.1", "min_version": "2.1", "version": "2.93"}}""",
                "placement/" => """{"versions": [{"id": "v1.0", "min_version": "1.0", "max_version": "1.39"}]}""",
                _ => content.Answer(request),
            };
            await LocalServer.WriteAsync(stream, body is null ? 404 : 200, body ?? "{}", cancellation: cancellation);
        });
        using CloudConnection connection = new(StubCloud.Settings with { AuthUrl = new Uri(server.Address, "identity") });
        Stopwatch watch = Stopwatch.StartNew();

        Checked<Cluster> outcome = await LiveCloud.ReadAsync(connection, cancellation: stop);

        TestContext.Current.SendDiagnosticMessage($"read in {watch.Elapsed.TotalSeconds:0.0} s");
        Cluster cluster = outcome.OrThrow();
        Assert.Equal((Hosts, Hosts * ServersPerHost), (cluster.Hosts.Length, cluster.Instances.Length));
        Assert.All(cluster.Hosts, host => Assert.Empty(host.OtherUsage));
        Assert.All(cluster.Instances, instance => Assert.Equal(2, instance.Allocations[ResourceClass.Vcpu]));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    private static CloudContent Generate()
    {
        CloudContent content = CloudContent.Of("recorded");
        JsonObject hypervisor = content.Hypervisors[0];
        JsonObject service = content.Services[0];
        JsonObject server = content.Server("web-1");
        string image = (string)server["image"]!["id"]!;
        string root = (string)hypervisor["id"]!;
        JsonObject inventories = content.Singles[$"placement /resource_providers/{root}/inventories"];
        content.Hypervisors.Clear();
        content.Services.Clear();
        content.Servers.Clear();
        content.Groups.Clear();
        content.Aggregates.Clear();
        content.Migrations.Clear();
        content.Providers.Clear();
        foreach (string single in content.Singles.Keys.Where(key => key != $"image /v2/images/{image}").ToList())
        {
            content.Singles.Remove(single);
        }

        for (int h = 0; h < Hosts; h++)
        {
            string host = $"host-{h}";
            string provider = $"provider-{h}";
            content.Hypervisors.Add(With(hypervisor, ("id", provider), ("hypervisor_hostname", host), ("service", new JsonObject { ["host"] = host, ["id"] = $"service-{h}" })));
            content.Services.Add(With(service, ("id", $"service-{h}"), ("host", host), ("zone", "nova"), ("status", "enabled"), ("disabled_reason", null)));
            content.Providers.Add(new JsonObject { ["uuid"] = provider, ["name"] = host, ["root_provider_uuid"] = provider });
            JsonObject allocations = [];
            for (int s = 0; s < ServersPerHost; s++)
            {
                string id = $"server-{h}-{s}";
                content.Servers.Add(With(server, ("id", id), ("name", id), ("OS-EXT-SRV-ATTR:host", host), ("updated", $"20{h % 25:00}-01-01T00:00:{s:00}Z")));
                content.Singles[$"compute /servers/{id}/topology"] = new JsonObject { ["nodes"] = new JsonArray(), ["pagesize_kb"] = null };
                allocations[id] = new JsonObject { ["resources"] = new JsonObject { ["VCPU"] = 2, ["MEMORY_MB"] = 4096, ["DISK_GB"] = 20 } };
            }

            string place = $"placement /resource_providers/{provider}/";
            content.Singles[place + "inventories"] = With(inventories, ("resource_provider_generation", 1));
            content.Singles[place + "allocations"] = new JsonObject { ["resource_provider_generation"] = 1, ["allocations"] = allocations };
            content.Singles[place + "usages"] = new JsonObject
            {
                ["resource_provider_generation"] = 1,
                ["usages"] = new JsonObject { ["VCPU"] = 2 * ServersPerHost, ["MEMORY_MB"] = 4096 * ServersPerHost, ["DISK_GB"] = 20 * ServersPerHost },
            };
            content.Singles[place + "traits"] = new JsonObject { ["traits"] = new JsonArray("COMPUTE_NODE") };
            content.Singles[place + "aggregates"] = new JsonObject { ["aggregates"] = new JsonArray() };
        }

        return content;
    }

    private static JsonObject With(JsonObject from, params (string Name, JsonNode? Value)[] members)
    {
        JsonObject copy = from.DeepClone().AsObject();
        foreach ((string name, JsonNode? value) in members)
        {
            copy[name] = value;
        }

        return copy;
    }
}
