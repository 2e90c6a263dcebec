using System.Net;
using System.Text;
using Rebalancer.OpenStack.Connections;
using Rebalancer.OpenStack.SignIn;

namespace Rebalancer.OpenStack.Tests.Connections;

/// <summary>A Keystone and services in memory; a test says what each path answers.</summary>
internal sealed class StubCloud : HttpMessageHandler
{
    public const string Password = "correct horse battery";

    private readonly Lock gate = new();
    private readonly List<StubRequest> requests = [];
    private readonly Dictionary<string, Func<StubRequest, HttpResponseMessage>> routes = new(StringComparer.Ordinal);
    private int tokens;

    public StubCloud()
    {
        Route("identity/v3/auth/tokens", _ => GiveToken());
        Route("compute/v2.1/", _ => Json("""{"version": {"id": "v2.1", "min_version": "2.1", "version": "2.93"}}"""));
        Route("placement/", _ => Json("""{"versions": [{"id": "v1.0", "min_version": "1.0", "max_version": "1.39"}]}"""));
    }

    /// <summary>Answers what no route is for.</summary>
    public Func<StubRequest, HttpResponseMessage?> Otherwise { get; set; } = _ => null;

    /// <summary>What came in, in order.</summary>
    public IReadOnlyList<StubRequest> Requests
    {
        get
        {
            lock (gate)
            {
                return [.. requests];
            }
        }
    }

    /// <summary>When tokens end; the clock is the test's.</summary>
    public Func<DateTimeOffset> TokenEnd { get; set; } = () => new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The catalog, as JSON.</summary>
    public string Catalog { get; set; } = """
        [{"type": "compute", "endpoints": [{"interface": "public", "region_id": "one", "url": "http://compute/v2.1"}]},
         {"type": "placement", "endpoints": [{"interface": "public", "region_id": "one", "url": "http://placement"}]},
         {"type": "image", "endpoints": [{"interface": "public", "region_id": "one", "url": "http://image"}]},
         {"type": "network", "endpoints": [{"interface": "public", "region_id": "one", "url": "http://network"}]}]
        """;

    public static CloudSettings Settings => new()
    {
        Name = "stub",
        AuthUrl = new Uri("http://identity/v3"),
        Credential = Credential.Password(NameOrId.Named("admin"), Password),
        Scope = Scope.Project(NameOrId.Named("admin")),
    };

    /// <summary>Options of a patient connection that does not wait for long.</summary>
    public static ConnectionOptions Swift => new() { FirstDelay = TimeSpan.FromMilliseconds(1), LongestDelay = TimeSpan.FromMilliseconds(20) };

    public static HttpResponseMessage Json(string body, int status = 200) =>
        new((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    /// <summary>Says what <c>host/path</c> answers.</summary>
    public void Route(string place, Func<StubRequest, HttpResponseMessage> answer)
    {
        lock (gate)
        {
            routes[place] = answer;
        }
    }

    /// <summary>Says what a path answers, one after the other, the last for ever.</summary>
    public void RouteInTurn(string place, params Func<StubRequest, HttpResponseMessage>[] answers)
    {
        int turn = 0;
        Route(place, request => answers[Math.Min(turn++, answers.Length - 1)](request));
    }

    public CloudConnection Connect(ConnectionOptions? options = null, TimeProvider? time = null, CloudSettings? settings = null) =>
        new(settings ?? Settings, options ?? Swift, time, logger: null, this);

    /// <summary>How often a path was asked for.</summary>
    public int Count(string place) => Requests.Count(request => request.Place == place);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        StubRequest seen = new(
            request.Method.Method,
            request.RequestUri!.Host + request.RequestUri.AbsolutePath,
            request.RequestUri.Query,
            Header(request, "X-Auth-Token"),
            Header(request, "OpenStack-API-Version"),
            request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken));
        Func<StubRequest, HttpResponseMessage>? answer;
        lock (gate)
        {
            requests.Add(seen);
            routes.TryGetValue(seen.Place, out answer);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return (answer ?? Otherwise)(seen) ?? Json("""{"itemNotFound": {"code": 404, "message": "no such path"}}""", 404);
    }

    private static string? Header(HttpRequestMessage request, string name) =>
        request.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values.Single() : null;

    private HttpResponseMessage GiveToken()
    {
        HttpResponseMessage answer = Json(
            $$"""{"token": {"expires_at": "{{TokenEnd():O}}", "project": {"id": "p1"}, "catalog": {{Catalog}} } }""", 201);
        answer.Headers.Add("X-Subject-Token", $"token-{Interlocked.Increment(ref tokens)}");
        return answer;
    }
}

/// <summary>A request as the stub saw it.</summary>
internal sealed record StubRequest(string Method, string Place, string Query, string? Token, string? Version, string Body);
