using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rebalancer.OpenStack.Connections;

namespace Rebalancer.OpenStack.Tests.Connections;

public sealed class TelemetryTests
{
    private static readonly CloudRequest Services = CloudRequest.Get("compute", "/os-services");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Spans_and_measures_have_the_names_that_the_README_documents()
    {
        // Others measure while this one reads.
        ConcurrentQueue<Activity> stopped = [];
        ConcurrentQueue<string> measures = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == "Rebalancer.OpenStack",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                // Other tests speak to clouds at the same time; this one's is at a port of its own.
                if (span.GetTagItem("server.port") is 8774)
                {
                    stopped.Enqueue(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        using MeterListener meters = new();
        meters.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == "Rebalancer.OpenStack")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        meters.SetMeasurementEventCallback<double>((instrument, _, _, _) => measures.Enqueue(instrument.Name));
        meters.SetMeasurementEventCallback<long>((instrument, _, _, _) => measures.Enqueue(instrument.Name));
        meters.Start();
        using StubCloud cloud = new() { Catalog = """[{"type": "compute", "endpoints": [{"interface": "public", "region_id": "r", "url": "http://compute:8774/v2.1"}]}]""" };
        cloud.RouteInTurn("compute/v2.1/os-services", _ => StubCloud.Json("{}", 503), _ => Named(StubCloud.Json("{}")));
        using CloudConnection connection = cloud.Connect();

        await connection.SendAsync(Services, Stop);

        Activity[] spans = [.. stopped];
        Assert.Equal([503, 200], spans.Select(span => (int)span.GetTagItem("http.response.status_code")!));
        Assert.Equal("GET compute", spans[1].OperationName);
        Assert.Equal("req-7", spans[1].GetTagItem("openstack.request_id"));
        Assert.Equal("/v2.1/os-services", spans[1].GetTagItem("url.path"));
        string readme = await File.ReadAllTextAsync(Path.Combine(Fixture.Folder("recorded"), "..", "..", "src", "Rebalancer.OpenStack", "README.md"), Stop);
        Assert.Subset(measures.ToHashSet(), new HashSet<string>
        {
            "rebalancer.openstack.request.duration", "rebalancer.openstack.request.repetitions", "rebalancer.openstack.sign_ins",
        });
        Assert.All(measures, name => Assert.Contains($"`{name}`", readme, StringComparison.Ordinal));
        Assert.All(spans.SelectMany(span => span.TagObjects), tag => Assert.Contains($"`{tag.Key}`", readme, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Logs_tell_requests_and_no_secrets()
    {
        Lines lines = new();
        using StubCloud cloud = new();
        cloud.Route("compute/v2.1/os-services", request => StubCloud.Json("{}", request.Token == "token-1" ? 401 : 200));
        using CloudConnection connection = new(StubCloud.Settings, StubCloud.Swift, logger: lines, handler: cloud);

        await connection.SendAsync(Services, Stop);

        Assert.Contains(lines.Text, line => line.StartsWith("compute GET /os-services answered 200", StringComparison.Ordinal));
        Assert.Contains(lines.Text, line => line.StartsWith("Signed in to stub until", StringComparison.Ordinal));
        Assert.DoesNotContain(lines.Text, line => line.Contains(StubCloud.Password, StringComparison.Ordinal) || line.Contains("token-", StringComparison.Ordinal));
    }

    [Fact]
    public void A_container_gives_one_connection()
    {
        using ServiceProvider provider = new ServiceCollection().AddOpenStackCloud(_ => StubCloud.Settings).BuildServiceProvider();

        CloudConnection connection = provider.GetRequiredService<CloudConnection>();

        Assert.Same(connection, provider.GetRequiredService<CloudConnection>());
        Assert.Equal("stub", connection.Settings.Name);
    }

    private static HttpResponseMessage Named(HttpResponseMessage answer)
    {
        answer.Headers.Add("X-Openstack-Request-Id", "req-7");
        return answer;
    }

    private sealed class Lines : ILogger<CloudConnection>
    {
        public List<string> Text { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Text.Add(formatter(state, exception));
    }
}
