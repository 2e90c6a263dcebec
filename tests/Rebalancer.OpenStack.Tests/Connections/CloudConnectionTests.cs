using System.Net;
using Microsoft.Extensions.Time.Testing;
using Rebalancer.OpenStack.Connections;
using Rebalancer.OpenStack.SignIn;

namespace Rebalancer.OpenStack.Tests.Connections;

public sealed class CloudConnectionTests
{
    private static readonly CloudRequest Services = CloudRequest.Get("compute", "/os-services", new Microversion(2, 53));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_carries_the_token_and_the_version()
    {
        using StubCloud cloud = new();
        cloud.Route("compute/v2.1/os-services", _ => StubCloud.Json("{}"));
        using CloudConnection connection = cloud.Connect();

        Assert.Equal(200, (await connection.SendAsync(Services, Stop)).Status);

        StubRequest seen = cloud.Requests[^1];
        Assert.Equal("token-1", seen.Token);
        Assert.Equal("compute 2.53", seen.Version);
        Assert.Contains("\"password\":\"" + StubCloud.Password, cloud.Requests[0].Body, StringComparison.Ordinal);
        Assert.Contains("\"scope\":{\"project\":{\"name\":\"admin\",\"domain\":{\"id\":\"default\"}}}", cloud.Requests[0].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_application_credential_asks_for_no_scope()
    {
        using StubCloud cloud = new();
        using CloudConnection connection = cloud.Connect(settings: StubCloud.Settings with { Credential = Credential.Application("id-1", "hidden") });

        await connection.SignInAsync(Stop);

        Assert.Equal(
            """{"auth":{"identity":{"methods":["application_credential"],"application_credential":{"id":"id-1","secret":"hidden"}}}}""",
            cloud.Requests.Single().Body);
    }

    [Fact]
    public async Task System_scope_is_asked_for()
    {
        using StubCloud cloud = new();
        using CloudConnection connection = cloud.Connect(settings: StubCloud.Settings with { Scope = Scope.System });

        await connection.SignInAsync(Stop);

        Assert.EndsWith("\"scope\":{\"system\":{\"all\":true}}}}", cloud.Requests.Single().Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_renewed_before_it_ends()
    {
        FakeTimeProvider time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        using StubCloud cloud = new() { TokenEnd = () => time.GetUtcNow().AddHours(1) };
        cloud.Route("compute/v2.1/os-services", _ => StubCloud.Json("{}"));
        using CloudConnection connection = cloud.Connect(time: time);

        await connection.SendAsync(Services, Stop);
        time.Advance(TimeSpan.FromMinutes(54));
        await connection.SendAsync(Services, Stop);
        Assert.Equal(1, cloud.Count("identity/v3/auth/tokens"));
        time.Advance(TimeSpan.FromMinutes(2));
        await connection.SendAsync(Services, Stop);

        Assert.Equal(2, cloud.Count("identity/v3/auth/tokens"));
        Assert.Equal("token-2", cloud.Requests[^1].Token);
    }

    [Fact]
    public async Task A_token_that_is_refused_is_renewed_once()
    {
        using StubCloud cloud = new();
        cloud.Route("compute/v2.1/os-services", request => StubCloud.Json("{}", request.Token == "token-1" ? 401 : 200));
        using CloudConnection connection = cloud.Connect();

        Assert.Equal(200, (await connection.SendAsync(Services, Stop)).Status);

        cloud.Route("compute/v2.1/os-services", _ => StubCloud.Json("{}", 401));
        Assert.Equal(401, (await connection.SendAsync(Services, Stop)).Status);
        Assert.Equal(3, cloud.Count("identity/v3/auth/tokens"));
        Assert.Equal(4, cloud.Count("compute/v2.1/os-services"));
    }

    [Fact]
    public async Task Requests_refused_together_share_one_new_token()
    {
        using StubCloud cloud = new();
        cloud.Route("compute/v2.1/os-services", request => StubCloud.Json("{}", request.Token == "token-1" ? 401 : 200));
        using CloudConnection connection = cloud.Connect();

        CloudAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => connection.SendAsync(Services, Stop), Stop)));

        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.Equal(2, cloud.Count("identity/v3/auth/tokens"));
    }

    [Fact]
    public async Task No_more_is_asked_at_a_time_than_allowed()
    {
        using StubCloud cloud = new();
        int now = 0;
        int most = 0;
        cloud.Route("compute/v2.1/os-services", _ =>
        {
            int busy = Interlocked.Increment(ref now);
            InterlockedMax(ref most, busy);
            Thread.Sleep(5);
            Interlocked.Decrement(ref now);
            return StubCloud.Json("{}");
        });
        using CloudConnection connection = cloud.Connect(new ConnectionOptions { MaxConcurrentRequests = 3 });

        await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Task.Run(() => connection.SendAsync(Services, Stop), Stop)));

        Assert.InRange(most, 2, 3);
    }

    [Fact]
    public async Task A_sign_in_that_is_refused_says_so_and_shows_no_secret()
    {
        using StubCloud cloud = new();
        cloud.Route("identity/v3/auth/tokens", request => StubCloud.Json(
            $$"""{"error": {"code": 401, "message": "The password '{{StubCloud.Password}}' of admin is wrong.", "title": "Unauthorized"} }""", 401));
        using CloudConnection connection = cloud.Connect();

        CloudException error = await Assert.ThrowsAsync<CloudException>(() => connection.SignInAsync(Stop));

        Assert.Equal(CloudFault.SignInRefused, error.Fault);
        Assert.Contains("'(secret)' of admin is wrong", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(StubCloud.Password, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_repeats_the_token_does_not_bring_it_into_a_message()
    {
        using StubCloud cloud = new();
        cloud.Route("compute/v2.1/os-services", request => StubCloud.Json($$"""{"computeFault": {"message": "X-Auth-Token: {{request.Token}}"} }""", 500));
        using CloudConnection connection = cloud.Connect();

        CloudAnswer answer = await connection.SendAsync(Services, Stop);

        Assert.Equal("'compute GET /os-services' was answered with status 500: X-Auth-Token: (secret)", answer.Refusal().Message);
    }

    [Fact]
    public async Task A_secret_is_known_in_the_escapes_of_JSON_too()
    {
        const string Secret = "p\u00e4ss\\\"word";
        using StubCloud cloud = new();
        cloud.Route("identity/v3/auth/tokens", _ => StubCloud.Json("""{"error": {"message": "'p\u00e4ss\\\"word' is too odd", "more": ["p\u00e4ss\\\"word", 1]} }""", 400));
        using CloudConnection connection = cloud.Connect(settings: StubCloud.Settings with { Credential = Credential.Password(NameOrId.OfId("u"), Secret) });

        CloudException error = await Assert.ThrowsAsync<CloudException>(() => connection.SignInAsync(Stop));

        Assert.EndsWith("status 400: '(secret)' is too odd", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_print_no_secret()
    {
        string printed = $"{StubCloud.Settings} {Credential.Application("id-1", StubCloud.Password)}";

        Assert.DoesNotContain(StubCloud.Password, printed, StringComparison.Ordinal);
        Assert.Contains("the password of 'admin'", printed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://compute/v2.1")]
    [InlineData("http://compute/v2.1/")]
    [InlineData("http://compute")]
    [InlineData("http://compute/v2.1/p1")]
    [InlineData("http://compute/v2/p1")]
    public async Task Every_form_of_the_compute_endpoint_leads_to_version_2_1(string url)
    {
        using StubCloud cloud = new() { Catalog = $$"""[{"type": "compute", "endpoints": [{"interface": "public", "region_id": "r", "url": "{{url}}"}]}]""" };
        using CloudConnection connection = cloud.Connect();

        VersionRange range = await connection.VersionsOfAsync("compute", Stop);

        Assert.Equal("2.1 to 2.93", range.ToString());
    }

    [Fact]
    public async Task The_region_must_be_said_where_there_are_several()
    {
        using StubCloud cloud = new()
        {
            Catalog = """
                [{"type": "compute", "endpoints": [
                  {"interface": "public", "region_id": "north", "url": "http://north"}, {"interface": "internal", "region_id": "south", "url": "http://compute"}]}]
                """,
        };
        cloud.Route("compute/v2.1/os-services", _ => StubCloud.Json("{}"));
        using CloudConnection open = cloud.Connect();
        using CloudConnection south = cloud.Connect(settings: StubCloud.Settings with { Region = "south", Interfaces = ["public", "internal"] });
        using CloudConnection wrong = cloud.Connect(settings: StubCloud.Settings with { Region = "south" });

        CloudException error = await Assert.ThrowsAsync<CloudException>(() => open.SendAsync(Services, Stop));
        Assert.Equal("'compute' is in several regions (north, south): say which (region_name, OS_REGION_NAME)", error.Message);
        Assert.Equal(200, (await south.SendAsync(Services, Stop)).Status);
        error = await Assert.ThrowsAsync<CloudException>(() => wrong.SendAsync(Services, Stop));
        Assert.Equal("'compute' has no public interface in the catalog", error.Message);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_with_the_token()
    {
        using StubCloud cloud = new();
        cloud.Route("compute/v2.1/os-services", _ => new HttpResponseMessage(HttpStatusCode.Found) { Headers = { Location = new Uri("http://elsewhere/") } });
        using CloudConnection connection = cloud.Connect();

        Assert.Equal(302, (await connection.SendAsync(Services, Stop)).Status);
        Assert.DoesNotContain(cloud.Requests, request => request.Place.StartsWith("elsewhere", StringComparison.Ordinal));
    }

    [Fact]
    public void All_options_out_of_range_are_named_at_once()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() =>
            new StubCloud().Connect(new ConnectionOptions { MaxConcurrentRequests = 0, MaxRepetitions = 21, TryTimeout = TimeSpan.Zero }));

        Assert.Equal("MaxConcurrentRequests is 1 to 64; MaxRepetitions is 0 to 20; TryTimeout is 10 ms to 1 day", error.Message);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int seen;
        while (value > (seen = Volatile.Read(ref most)) && Interlocked.CompareExchange(ref most, value, seen) != seen)
        {
        }
    }
}
