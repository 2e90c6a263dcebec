using System.Text.Json.Nodes;
using Rebalancer.Findings;
using Rebalancer.Model;
using Rebalancer.OpenStack.Connections;
using Rebalancer.OpenStack.Tests.Connections;

namespace Rebalancer.OpenStack.Tests.Live;

/// <summary>The cloud changes between one answer and the next; the cluster is of one moment all the same.</summary>
public sealed class ConsistencyTests
{
    private const string AllocationsRead = "placement /resource_providers/";
    private readonly CloudContent content = CloudContent.Of("recorded");
    private readonly string web1;
    private int reads;

    public ConsistencyTests() => web1 = (string)content.Server("web-1")["id"]!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_instance_that_moved_while_it_was_read_is_on_its_new_host_with_what_it_holds()
    {
        string source = HostOf(content.Server("web-1"));
        string destination = source == "compute4" ? "compute5" : "compute4";
        Once("compute /os-services", () => Move(content.Server("web-1"), destination));

        Cluster cluster = (await ReadAsync()).OrThrow();

        Instance moved = cluster.Instance("web-1");
        Assert.Equal(destination, moved.Host.Value);
        Assert.NotEmpty(moved.Allocations);
        Assert.All(cluster.Hosts, host => Assert.Empty(host.OtherUsage));
        Assert.DoesNotContain(cluster.Warnings, warning => warning.Code is "answers.leaked-allocation" or "answers.changing" or "answers.contradiction");
    }

    [Fact]
    public async Task An_instance_that_was_created_meanwhile_is_there_with_its_ports()
    {
        Once("compute /os-services", () =>
        {
            JsonObject created = content.Server("web-1").DeepClone().AsObject();
            created["id"] = "new-1";
            created["name"] = "newcomer";
            created["updated"] = "2100-01-01T00:00:00Z";
            content.Servers.Insert(0, created);
            content.Singles["compute /servers/new-1/topology"] = new JsonObject { ["nodes"] = new JsonArray(), ["pagesize_kb"] = null };
            content.Ports.Add(new JsonObject { ["id"] = "port-1", ["device_id"] = "new-1", ["binding:vnic_type"] = "direct" });
            Hold("new-1", HostOf(created), copyOf: web1);
        });

        // What is held of the list of servers is what came before: the page is made before the newcomer is.
        Cluster cluster = (await ReadAsync(serversFirst: true)).OrThrow();

        Instance newcomer = cluster.Instance("newcomer");
        Assert.NotEmpty(newcomer.Allocations);
        Assert.Equal("direct", Assert.Single(newcomer.Ports.Value).VnicType);
        Assert.True(newcomer.Placement.IsKnown);
    }

    [Fact]
    public async Task An_instance_that_was_deleted_meanwhile_is_gone()
    {
        Once("compute /os-services", () =>
        {
            JsonObject gone = content.Server("web-1");
            Release(web1, HostOf(gone));
            gone["status"] = "DELETED";
            gone["OS-EXT-STS:vm_state"] = "deleted";
            gone["updated"] = "2100-01-01T00:00:00Z";
            content.Singles.Remove($"compute /servers/{web1}/topology");
        });

        Cluster cluster = (await ReadAsync(serversFirst: true)).OrThrow();

        Assert.DoesNotContain(cluster.Instances, instance => instance.Id.Value == web1);
        Assert.DoesNotContain(cluster.Warnings, warning => warning.Message.Contains(web1, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_allocation_that_was_just_being_given_back_is_read_again()
    {
        // Nova says that a migration is completed a moment before it frees what the migration held of the source.
        Hold("m-old", "compute1", copyOf: web1);
        int asked = 0;
        string root = RootOf("compute1");
        content.Before = request =>
        {
            if (request == $"{AllocationsRead}{root}/allocations" && ++asked == 2)
            {
                Release("m-old", "compute1");
            }
        };

        Cluster cluster = (await ReadAsync()).OrThrow();

        Assert.InRange(asked, 2, 3);
        Assert.DoesNotContain(cluster.Warnings, warning => warning.Code == "answers.leaked-allocation");
        Assert.Empty(cluster.Host("compute1").OtherUsage);
    }

    [Fact]
    public async Task An_allocation_that_stays_is_a_leak_and_is_listed_with_what_it_holds()
    {
        Hold("m-old", "compute1", copyOf: web1);

        Cluster cluster = (await ReadAsync()).OrThrow();

        Assert.Equal(
            "the consumer 'm-old' (unknown) holds something of 'compute1'",
            Assert.Single(cluster.Warnings, warning => warning.Code == "answers.leaked-allocation").Message);
        Assert.NotEmpty(cluster.Host("compute1").OtherUsage);
        Assert.Equal(2, reads);
    }

    [Fact]
    public async Task Answers_of_one_provider_are_of_one_generation()
    {
        string root = RootOf("compute2");
        bool hasChanged = false;
        content.Before = request =>
        {
            if (request == $"{AllocationsRead}{root}/usages" && !hasChanged)
            {
                hasChanged = true;
                Bump("compute2");
            }
        };

        Cluster cluster = (await ReadAsync()).OrThrow();

        Assert.True(hasChanged);
        Assert.Empty(cluster.Host("compute2").OtherUsage);
        Assert.DoesNotContain(cluster.Warnings, warning => warning.Code == "answers.contradiction" && warning.Message.Contains("compute2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_instance_that_does_not_stand_still_is_listed()
    {
        int minute = 0;
        content.Before = request =>
        {
            if (request == "compute /servers/detail")
            {
                content.Server("web-1")["updated"] = $"2100-01-01T00:{minute++:00}:00Z";
            }
        };

        Cluster cluster = (await ReadAsync()).OrThrow();

        Assert.Equal(
            "'web-1' went on changing while the cloud was read; what is said of it and its hosts may be of different moments",
            Assert.Single(cluster.Warnings, warning => warning.Code == "answers.changing").Message);
    }

    private static string HostOf(JsonObject server) => (string)server["OS-EXT-SRV-ATTR:host"]!;

    private async Task<Checked<Cluster>> ReadAsync(bool serversFirst = false)
    {
        Action<string> before = content.Before;
        bool hasServers = false;
        content.Before = request =>
        {
            reads += request == $"{AllocationsRead}{RootOf("compute1")}/allocations" ? 1 : 0;
            if (!serversFirst || hasServers || request == "compute /servers/detail")
            {
                hasServers = true;
                before(request);
            }
        };
        using StubCloud cloud = content.Serve();

        // One at a time: the order of the answers is the order of the questions.
        using CloudConnection connection = cloud.Connect(new ConnectionOptions { MaxConcurrentRequests = 1 });
        return await LiveCloud.ReadAsync(connection, Fixture.Facts("recorded"), null, Stop);
    }

    /// <summary>Changes the cloud right before the first answer to a question.</summary>
    private void Once(string question, Action change)
    {
        bool isDone = false;
        content.Before = request =>
        {
            if (request == question && !isDone)
            {
                isDone = true;
                change();
            }
        };
    }

    private void Move(JsonObject server, string destination)
    {
        string id = (string)server["id"]!;
        Hold(id, destination, copyOf: id);
        Release(id, HostOf(server));
        server["OS-EXT-SRV-ATTR:host"] = destination;
        server["updated"] = "2100-01-01T00:00:00Z";
    }

    private string RootOf(string host) => (string)content.Hypervisors.Single(hypervisor => (string?)hypervisor["service"]!["host"] == host)["id"]!;

    private JsonObject Part(string host, string part) => content.Singles[$"{AllocationsRead}{RootOf(host)}/{part}"];

    /// <summary>Gives a consumer of a host what another holds somewhere.</summary>
    private void Hold(string consumer, string host, string copyOf)
    {
        JsonObject held = content.Hypervisors
            .Select(hypervisor => Part((string)hypervisor["service"]!["host"]!, "allocations")["allocations"]!.AsObject())
            .Select(allocations => allocations[copyOf])
            .First(allocation => allocation is not null)!.DeepClone().AsObject();
        Part(host, "allocations")["allocations"]!.AsObject()[consumer] = held;
        Count(host, held, 1);
    }

    private void Release(string consumer, string host)
    {
        JsonObject allocations = Part(host, "allocations")["allocations"]!.AsObject();
        JsonObject held = allocations[consumer]!.DeepClone().AsObject();
        allocations.Remove(consumer);
        Count(host, held, -1);
    }

    private void Count(string host, JsonObject held, int sign)
    {
        JsonObject usages = Part(host, "usages")["usages"]!.AsObject();
        foreach ((string name, JsonNode? amount) in held["resources"]!.AsObject())
        {
            usages[name] = (int)usages[name]! + (sign * (int)amount!);
        }

        Bump(host);
    }

    private void Bump(string host)
    {
        foreach (string part in (string[])["inventories", "usages", "allocations"])
        {
            Part(host, part)["resource_provider_generation"] = (int)Part(host, part)["resource_provider_generation"]! + 1;
        }
    }
}
