using System.Text.Json.Nodes;
using Rebalancer.Findings;
using Rebalancer.Model;
using Rebalancer.OpenStack.Connections;
using Rebalancer.OpenStack.Live;
using Rebalancer.OpenStack.Tests.Connections;
using Rebalancer.Snapshots;

namespace Rebalancer.OpenStack.Tests.Live;

public sealed class LiveCloudTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("recorded", 1000)]
    [InlineData("recorded", 7)]
    [InlineData("recorded-numa", 1000)]
    [InlineData("recorded-numa", 1)]
    public async Task A_live_cloud_gives_the_cluster_that_its_recorded_answers_give(string fixture, int pageLimit)
    {
        CloudContent content = CloudContent.Of(fixture);
        content.PageLimit = pageLimit;

        Cluster live = (await ReadAsync(content, fixture)).OrThrow();
        Cluster recorded = fixture == "recorded" ? Fixture.Recorded : Fixture.Numa;

        Assert.Equal(Text(recorded), Text(live));
        Assert.Equal(
            recorded.Warnings.Where(warning => !warning.Message.Contains(" was listed with ", StringComparison.Ordinal))
                .Select(warning => (warning.Code, warning.Message)).Order(),
            live.Warnings.Select(warning => (warning.Code, warning.Message)).Order());
    }

    [Fact]
    public async Task Each_read_speaks_the_lowest_version_that_has_its_fields()
    {
        StubCloud cloud = CloudContent.Of("recorded").Serve();

        await ReadAsync(cloud);

        var versions = cloud.Requests.Where(request => request.Version is not null)
            .GroupBy(request => request.Place.Split('/') switch
            {
                [_, "v2.1", "servers", not "detail", ..] => "topology",
                ["placement", ..] => "placement",
                [.., string list, "detail"] => list,
                string[] steps => steps[^1],
            })
            .ToDictionary(group => group.Key, group => string.Join(", ", group.Select(request => request.Version).Distinct()));
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["os-hypervisors"] = "compute 2.53",
                ["os-services"] = "compute 2.53",
                ["servers"] = "compute 2.73",
                ["topology"] = "compute 2.78",
                ["os-server-groups"] = "compute 2.64",
                ["os-aggregates"] = "compute 2.41",
                ["os-migrations"] = "compute 2.59",
                ["placement"] = "placement 1.14",
            },
            versions);
    }

    [Theory]
    [InlineData("2.96", "2.96")]
    [InlineData("2.97", "2.96")]
    [InlineData("2.98", "2.98")]
    [InlineData("2.104", "2.100")]
    public async Task Servers_are_asked_for_at_the_newest_version_that_adds_a_fact(string most, string spoken)
    {
        StubCloud cloud = CloudContent.Of("recorded").Serve();
        Speak(cloud, "2.1", most);

        (await ReadAsync(cloud)).OrThrow();

        Assert.Equal($"compute {spoken}", cloud.Requests.First(request => request.Place == "compute/v2.1/servers/detail").Version);
    }

    [Theory]
    [InlineData("2.1", "2.92", "Nova speaks 2.1 to 2.92; the rules known here are those of Zed (2.93) and later")]
    [InlineData("2.1", "2.72", "Nova speaks 2.1 to 2.72; the rules known here are those of Zed (2.93) and later, and where the cells of guests are (2.78) is not told")]
    [InlineData("2.90", "2.110", "Nova speaks 2.90 to 2.110; the CPUs of hosts were told up to 2.87 and are unknown unless the facts file gives them")]
    public async Task An_older_or_newer_cloud_says_what_it_cannot_tell(string least, string most, string message)
    {
        StubCloud cloud = CloudContent.Of("recorded").Serve();
        Speak(cloud, least, most);

        Cluster cluster = (await ReadAsync(cloud)).OrThrow();

        Assert.Contains(cluster.Warnings, warning => warning.Message == message);
    }

    [Fact]
    public async Task A_cloud_that_is_much_too_old_is_refused()
    {
        StubCloud cloud = CloudContent.Of("recorded").Serve();
        Speak(cloud, "2.1", "2.38");

        Finding finding = Assert.Single((await ReadAsync(cloud)).Findings);

        Assert.Equal((Severity.Error, "'compute' speaks 2.1 to 2.38; at least 2.59 is needed"), (finding.Severity, finding.Message));
    }

    [Fact]
    public async Task Without_image_and_network_services_what_they_tell_is_unknown()
    {
        StubCloud cloud = CloudContent.Of("recorded").Serve();
        cloud.Catalog = """
            [{"type": "compute", "endpoints": [{"interface": "public", "region_id": "one", "url": "http://compute/v2.1"}]},
             {"type": "placement", "endpoints": [{"interface": "public", "region_id": "one", "url": "http://placement"}]}]
            """;

        Cluster cluster = (await ReadAsync(cloud)).OrThrow();

        Assert.All(cluster.Instances, instance => Assert.False(instance.Ports.IsKnown || instance.Image.Properties.IsKnown));
        Assert.Contains(cluster.Warnings, warning => warning.Message.Contains("'network GET /v2.0/ports'", StringComparison.Ordinal));
        Assert.Contains(cluster.Warnings, warning => warning.Message.StartsWith("of 45 instances it is unknown which image properties", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("compute/v2.1/os-hypervisors/detail", "compute GET /os-hypervisors/detail?with_servers=false")]
    [InlineData("compute/v2.1/servers/detail", "compute GET /servers/detail?all_tenants=True")]
    [InlineData("compute/v2.1/os-migrations", "compute GET /os-migrations")]
    [InlineData("placement/resource_providers", "placement GET /resource_providers")]
    public async Task A_list_that_is_refused_prevents_a_cluster_and_is_named(string place, string request)
    {
        StubCloud cloud = CloudContent.Of("recorded").Serve();
        cloud.Route(place, _ => StubCloud.Json("""{"forbidden": {"code": 403, "message": "Policy doesn't allow it."} }""", 403));

        Checked<Cluster> outcome = await ReadAsync(cloud);

        Assert.Null(outcome.OrNull);
        Assert.Contains(outcome.Findings, finding => finding.Code == "answers.failed" && finding.Message.StartsWith($"'{request}' was answered with status 403", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_topology_that_is_gone_leaves_only_itself_unknown()
    {
        CloudContent content = CloudContent.Of("recorded");
        string id = (string)content.Server("web-1")["id"]!;
        content.Singles.Remove($"compute /servers/{id}/topology");

        Cluster cluster = (await ReadAsync(content)).OrThrow();

        Assert.Equal([id], cluster.Instances.Where(instance => !instance.Placement.IsKnown).Select(instance => instance.Id.Value));
    }

    [Fact]
    public async Task An_id_that_looks_like_a_path_does_not_lead_elsewhere()
    {
        CloudContent content = CloudContent.Of("recorded");
        content.Server("web-1")["id"] = "../os-services?x=";
        StubCloud cloud = content.Serve();

        await ReadAsync(cloud);

        Assert.Contains(cloud.Requests, request => request.Place == "compute/v2.1/servers/..%2Fos-services%3Fx%3D/topology");
    }

    [Fact]
    public async Task A_sign_in_that_is_refused_is_a_finding()
    {
        StubCloud cloud = new();
        cloud.Route("identity/v3/auth/tokens", _ => StubCloud.Json("""{"error": {"message": "no"} }""", 401));

        Finding finding = Assert.Single((await ReadAsync(cloud)).Findings);

        Assert.Equal("cloud.sign-in-refused", finding.Code);
        Assert.Equal("Keystone at http://identity/v3 refuses the password of 'admin' of the domain 'default' (status 401): no", finding.Message);
    }

    [Fact]
    public async Task The_first_fault_ends_the_reading()
    {
        StubCloud cloud = CloudContent.Of("recorded").Serve();
        cloud.Route("compute/v2.1/os-services", _ => throw new HttpRequestException(HttpRequestError.ConnectionError, "refused"));

        Finding finding = Assert.Single((await ReadAsync(cloud)).Findings);

        Assert.Equal("cloud.unreachable", finding.Code);
    }

    [Fact]
    public async Task Progress_ends_with_all_that_was_expected()
    {
        List<ReadingProgress> reports = [];
        using StubCloud cloud = CloudContent.Of("recorded").Serve();
        using CloudConnection connection = cloud.Connect();

        await LiveCloud.ReadAsync(connection, null, new Recorder(reports), Stop);

        Assert.All(reports, report => Assert.InRange(report.Answers, 1, report.Expected));
        Assert.Contains(reports, report => report.Answers == reports.Count && report.Expected == reports.Count);
    }

    [Fact]
    public async Task A_reading_that_is_given_up_ends()
    {
        using CancellationTokenSource source = new();
        CloudContent content = CloudContent.Of("recorded");
        content.Before = request =>
        {
            if (request.EndsWith("/topology", StringComparison.Ordinal))
            {
                source.Cancel();
            }
        };
        using StubCloud cloud = content.Serve();
        using CloudConnection connection = cloud.Connect();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => LiveCloud.ReadAsync(connection, cancellation: source.Token));
    }

    [Fact]
    public async Task Pages_that_repeat_themselves_are_an_error()
    {
        StubCloud cloud = CloudContent.Of("recorded").Serve();
        cloud.Route("compute/v2.1/servers/detail", _ => StubCloud.Json(
            """{"servers": [{"id": "a"}], "servers_links": [{"rel": "next", "href": "http://compute/v2.1/servers/detail?marker=a"}]}"""));

        Finding finding = Assert.Single((await ReadAsync(cloud)).Findings);

        Assert.Equal("cloud.malformed", finding.Code);
        Assert.Contains("do not end", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_long_history_of_migrations_only_the_open_ones_are_read()
    {
        CloudContent content = CloudContent.Of("recorded-numa");
        JsonObject closed = content.Migrations.First(migration => (string?)migration["status"] == "completed");
        for (int i = 0; i < 5000; i++)
        {
            JsonObject old = closed.DeepClone().AsObject();
            old["id"] = -i;
            old["uuid"] = $"old-{i}";
            content.Migrations.Add(old);
        }

        StubCloud cloud = content.Serve();
        Cluster cluster = (await ReadAsync(cloud, "recorded-numa")).OrThrow();

        Assert.Equal(Fixture.Numa.MovesInFlight.Select(move => move.MigrationId), cluster.MovesInFlight.Select(move => move.MigrationId));
        Assert.InRange(cloud.Count("compute/v2.1/os-migrations"), 13, 40);
    }

    private static async Task<Checked<Cluster>> ReadAsync(CloudContent content, string? facts = "recorded") => await ReadAsync(content.Serve(), facts);

    private static async Task<Checked<Cluster>> ReadAsync(StubCloud cloud, string? facts = "recorded")
    {
        using (cloud)
        {
            using CloudConnection connection = cloud.Connect();
            return await LiveCloud.ReadAsync(connection, facts is null ? null : Fixture.Facts(facts), null, Stop);
        }
    }

    private static void Speak(StubCloud cloud, string least, string most) =>
        cloud.Route("compute/v2.1/", _ => StubCloud.Json($$"""{"version": {"id": "v2.1", "min_version": "{{least}}", "version": "{{most}}"} }"""));

    private static string Text(Cluster cluster) =>
        System.Text.Encoding.UTF8.GetString(ClusterJson.ToUtf8(Cluster.Build(cluster.ToParts() with { Doubts = [] }).OrThrow()));

    private sealed class Recorder(List<ReadingProgress> reports) : IProgress<ReadingProgress>
    {
        public void Report(ReadingProgress value)
        {
            lock (reports)
            {
                reports.Add(value);
            }
        }
    }
}
