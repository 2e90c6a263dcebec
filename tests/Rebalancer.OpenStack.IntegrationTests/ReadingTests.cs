using System.Text;
using System.Text.Json;
using Rebalancer.Findings;
using Rebalancer.Model;
using Rebalancer.OpenStack.Connections;
using Rebalancer.OpenStack.SignIn;
using Rebalancer.Snapshots;

namespace Rebalancer.OpenStack.IntegrationTests;

/// <summary>Reads a real Keystone, Nova, Placement, Glance and Neutron.</summary>
[Collection("lab")]
public sealed class ReadingTests(Lab lab) : IClassFixture<Lab>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("half", "short")]
    public async Task The_seeded_lab_is_read_in_full()
    {
        Cluster cluster = (await LiveCloud.ReadAsync(lab.Connection, cancellation: Stop)).OrThrow();

        Assert.Equal(["compute1", "compute2", "compute3", "compute4", "compute5", "compute6"], cluster.Hosts.Select(host => host.Name.Value));
        Assert.Equal(12, cluster.Instances.Length);
        Assert.Equal(["db-soft-anti", "pair-affinity", "web-anti"], cluster.ServerGroups.Select(group => group.Name).Order());
        Assert.Equal("az2", cluster.ZoneOf(cluster.IndexOf(new HostName("compute5"))));
        Assert.All(cluster.Hosts, host => Assert.True(host.Cpu.IsKnown && host.HypervisorVersion.IsKnown && host.Service.IsUp && host.OtherUsage.IsEmpty));
        Assert.All(cluster.Instances, instance => Assert.True(
            instance.Placement.IsKnown && instance.Image.Properties.IsKnown && instance.Ports.IsKnown && !instance.Allocations.IsEmpty));
        Assert.Equal(
            ["of 12 instances it is unknown whether they are pinned to a zone; microversion 2.96 would tell", "of 12 instances it is unknown with which scheduler hints they were made; microversion 2.100 would tell"],
            cluster.ToParts().Doubts.Select(doubt => doubt.Message).Order(StringComparer.Ordinal));
    }

    [Fact]
    [Trait("half", "short")]
    public async Task A_live_reading_and_a_recording_of_the_same_cloud_give_the_same_cluster()
    {
        string folder = Directory.CreateTempSubdirectory("rebalancer-").FullName;
        await lab.RunAsync("record", folder);

        Cluster live = (await LiveCloud.ReadAsync(lab.Connection, cancellation: Stop)).OrThrow();
        Cluster recorded = RecordedCloud.Read(folder).OrThrow();

        Assert.Equal(Text(recorded), Text(live));
    }

    [Fact]
    public async Task An_application_credential_reads_the_same()
    {
        using JsonDocument user = (await SendToKeystoneAsync(HttpMethod.Get, "/users?name=admin")).Json();
        string id = user.RootElement.GetProperty("users")[0].GetProperty("id").GetString()!;
        const string Body = """{"application_credential": {"name": "rebalancer-test", "unrestricted": false}}""";
        using JsonDocument made = (await SendToKeystoneAsync(HttpMethod.Post, $"/users/{id}/application_credentials", Body)).Json();
        JsonElement credential = made.RootElement.GetProperty("application_credential");
        string credentialId = credential.GetProperty("id").GetString()!;
        try
        {
            using CloudConnection connection = new(lab.Settings with
            {
                Credential = Credential.Application(credentialId, credential.GetProperty("secret").GetString()!),
                Scope = null,
            });

            Assert.Equal(12, (await LiveCloud.ReadAsync(connection, cancellation: Stop)).OrThrow().Instances.Length);
        }
        finally
        {
            await SendToKeystoneAsync(HttpMethod.Delete, $"/users/{id}/application_credentials/{credentialId}");
        }
    }

    [Fact]
    public async Task A_wrong_password_is_refused_by_Keystone()
    {
        using CloudConnection connection = new(lab.Settings with { Credential = Credential.Password(NameOrId.Named("admin"), "wrong-secret") });

        Finding finding = Assert.Single((await LiveCloud.ReadAsync(connection, cancellation: Stop)).Findings);

        Assert.Equal("cloud.sign-in-refused", finding.Code);
        Assert.DoesNotContain("wrong-secret", finding.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_without_the_administrators_rights_is_told_which_lists_are_refused()
    {
        using CloudConnection connection = new(lab.Settings with { Credential = Credential.Password(NameOrId.Named("viewer"), lab.Password) });

        Checked<Cluster> outcome = await LiveCloud.ReadAsync(connection, cancellation: Stop);

        Assert.Null(outcome.OrNull);
        Assert.Contains(outcome.Findings, finding => finding.Message.StartsWith("'compute GET /os-hypervisors/detail?with_servers=false' was answered with status 403", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_token_that_the_services_no_longer_take_is_renewed()
    {
        Spy spy = new();
        using CloudConnection connection = new(lab.Settings, handler: spy);
        await LiveCloud.ReadAsync(connection, cancellation: Stop);

        // Services remember tokens that were good for minutes, so a revoked one would still be taken.
        string old = spy.Spoiled = spy.Token!;
        Cluster cluster = (await LiveCloud.ReadAsync(connection, cancellation: Stop)).OrThrow();

        Assert.Equal(12, cluster.Instances.Length);
        Assert.NotEqual(old, spy.Token);
    }

    [Fact]
    public async Task An_instance_in_flight_holds_both_hosts_and_every_reading_on_the_way_adds_up()
    {
        string id = await lab.ServerAsync("app-3");
        (string source, _, _) = await lab.StateAsync(id);
        string destination = source == "compute3" ? "compute2" : "compute3";
        await lab.ActAsync(id, $$"""{"os-migrateLive": {"host": "{{destination}}", "block_migration": "auto"} }""");
        bool wasInFlight = false;
        while (true)
        {
            Cluster cluster = (await LiveCloud.ReadAsync(lab.Connection, cancellation: Stop)).OrThrow();
            Assert.Equal(12, cluster.Instances.Length);
            Assert.All(cluster.Hosts, host => Assert.Empty(host.OtherUsage));
            Instance instance = cluster.Instances.Single(one => one.Id.Value == id);
            Assert.NotEmpty(instance.Allocations);
            foreach (MoveInFlight move in cluster.MovesInFlight.Where(move => move.Destination is not null && !move.OtherAllocations.IsEmpty))
            {
                wasInFlight = true;
                Assert.Equal((source, destination), (move.Source.Value, move.Destination!.Value.Value));
                Assert.Equal(instance.Allocations, move.OtherAllocations);
                Assert.Contains(cluster.Warnings, warning => warning.Code == "answers.in-flight");
            }

            if (instance.Host.Value == destination && cluster.MovesInFlight.IsEmpty && instance.TaskState is null)
            {
                break;
            }
        }

        Assert.True(wasInFlight);
    }

    [Fact]
    public async Task While_instances_come_and_go_every_reading_adds_up_or_says_that_it_does_not()
    {
        JsonElement like = (await lab.GetAsync($"/servers/{await lab.ServerAsync("app-1")}")).GetProperty("server");
        string flavor = (await lab.GetAsync("/flavors?is_public=None")).GetProperty("flavors").EnumerateArray()
            .First(one => one.GetProperty("name").GetString() == "lab.tiny").GetProperty("id").GetString()!;
        string body = $$"""
            {"server": {"name": "passing", "flavorRef": "{{flavor}}", "imageRef": "{{like.GetProperty("image").GetProperty("id").GetString()}}", "networks": "none"} }
            """;
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        Task passing = Task.Run(
            async () =>
            {
                while (!enough.IsCancellationRequested)
                {
                    string id = (await lab.SendAsync(HttpMethod.Post, "/servers", body)).GetProperty("server").GetProperty("id").GetString()!;
                    await Lab.UntilAsync(async () => (await lab.StateAsync(id)).Status == "ACTIVE", "passing is active");
                    await lab.SendAsync(HttpMethod.Delete, $"/servers/{id}");
                    await Lab.UntilAsync(async () => (await lab.GetAsync("/servers?all_tenants=True&name=passing")).GetProperty("servers").GetArrayLength() == 0, "passing is gone");
                }
            },
            Stop);
        int met = 0;
        for (int i = 0; i < 10; i++)
        {
            Cluster cluster = (await LiveCloud.ReadAsync(lab.Connection, cancellation: Stop)).OrThrow();
            met += cluster.Instances.Count(instance => instance.Name == "passing");
            if (cluster.Hosts.Any(host => !host.OtherUsage.IsEmpty) || cluster.Instances.Any(instance => instance.Allocations.IsEmpty))
            {
                Assert.Contains(cluster.Warnings, warning => warning.Code is "answers.changing" or "answers.leaked-allocation" or "answers.in-flight" or "answers.on-no-host");
            }
        }

        await enough.CancelAsync();
        await passing;
        Assert.NotEqual(0, met);
    }

    [Fact]
    public async Task A_host_that_died_is_read_as_down_with_its_instances_on_it()
    {
        LabState before = await LabState.ReadAsync(lab);
        string died = before.Servers.Values.First().Host;
        await lab.RunAsync("host", "kill", died);
        try
        {
            await lab.UntilServiceIsAsync("down", died);

            Cluster cluster = (await LiveCloud.ReadAsync(lab.Connection, cancellation: Stop)).OrThrow();

            int host = cluster.IndexOf(new HostName(died));
            Assert.False(cluster.Hosts[host].Service.IsUp);
            Assert.True(cluster.Hosts[host].Service.IsEnabled);
            Assert.Equal(before.NamesOn(died), cluster.InstancesOn(host).Select(index => cluster.Instances[index].Name).Order(StringComparer.Ordinal));
        }
        finally
        {
            await lab.RunAsync("host", "start", died);
            await lab.UntilServiceIsAsync("up", died);
        }
    }

    private static string Text(Cluster cluster) =>
        Encoding.UTF8.GetString(ClusterJson.ToUtf8(Cluster.Build(cluster.ToParts() with { Doubts = [] }).OrThrow()));

    private async Task<CloudAnswer> SendToKeystoneAsync(HttpMethod method, string path, string body = "")
    {
        // Keystone as one more service: its address stands in for another's.
        using CloudConnection keystone = new(
            lab.Settings with { EndpointOverrides = lab.Settings.EndpointOverrides.SetItem("identity", new Uri(lab.Settings.AuthUrl.GetLeftPart(UriPartial.Authority))) });
        CloudAnswer answer = await keystone.SendAsync(new CloudRequest(method, "identity", "/v3" + path) { Body = Encoding.UTF8.GetBytes(body) }, Stop);
        Assert.True(answer.IsSuccess, answer.IsSuccess ? "" : answer.Refusal().Message);
        return answer;
    }

    /// <summary>Sees the token that is sent, and may spoil one.</summary>
    private sealed class Spy() : DelegatingHandler(new SocketsHttpHandler())
    {
        public string? Token { get; private set; }

        public string? Spoiled { get; set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Headers.TryGetValues("X-Auth-Token", out IEnumerable<string>? values))
            {
                Token = values.Single();
                if (Token == Spoiled)
                {
                    request.Headers.Remove("X-Auth-Token");
                    request.Headers.Add("X-Auth-Token", "not-a-token");
                }
            }

            return base.SendAsync(request, cancellationToken);
        }
    }
}
