using System.Net;
using Microsoft.Extensions.Time.Testing;
using Rebalancer.OpenStack.Connections;

namespace Rebalancer.OpenStack.Tests.Connections;

public sealed class RepetitionTests
{
    private const string Place = "compute/v2.1/os-services";
    private static readonly CloudRequest Read = CloudRequest.Get("compute", "/os-services");
    private static readonly CloudRequest Change = new(HttpMethod.Post, "compute", "/os-services") { Body = "{}"u8.ToArray() };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(429)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_read_is_repeated_when_the_server_is_busy(int status)
    {
        using StubCloud cloud = new();
        cloud.RouteInTurn(Place, _ => StubCloud.Json("{}", status), _ => StubCloud.Json("{}", status), _ => StubCloud.Json("{}"));
        using CloudConnection connection = cloud.Connect();

        Assert.Equal(200, (await connection.SendAsync(Read, Stop)).Status);
        Assert.Equal(3, cloud.Count(Place));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(403)]
    [InlineData(404)]
    public async Task Other_statuses_are_answers(int status)
    {
        using StubCloud cloud = new();
        cloud.Route(Place, _ => StubCloud.Json("{}", status));
        using CloudConnection connection = cloud.Connect();

        Assert.Equal(status, (await connection.SendAsync(Read, Stop)).Status);
        Assert.Equal(1, cloud.Count(Place));
    }

    [Fact]
    public async Task Repetitions_come_to_an_end()
    {
        using StubCloud cloud = new();
        cloud.Route(Place, _ => StubCloud.Json("{}", 503));
        using CloudConnection connection = cloud.Connect();

        Assert.Equal(503, (await connection.SendAsync(Read, Stop)).Status);
        Assert.Equal(5, cloud.Count(Place));
    }

    [Fact]
    public async Task A_change_is_not_sent_again_when_it_may_have_arrived()
    {
        using StubCloud cloud = new();
        cloud.Route(Place, _ => throw new HttpRequestException(HttpRequestError.ResponseEnded, "the connection broke"));
        using CloudConnection connection = cloud.Connect();

        CloudException error = await Assert.ThrowsAsync<CloudException>(() => connection.SendAsync(Change, Stop));
        Assert.Equal(CloudFault.Unreachable, error.Fault);
        Assert.Equal(1, cloud.Count(Place));

        cloud.Route(Place, _ => StubCloud.Json("{}", 503));
        Assert.Equal(503, (await connection.SendAsync(Change, Stop)).Status);
        Assert.Equal(2, cloud.Count(Place));
    }

    [Fact]
    public async Task A_change_is_sent_again_when_it_cannot_have_arrived()
    {
        using StubCloud cloud = new();
        cloud.RouteInTurn(
            Place,
            _ => throw new HttpRequestException(HttpRequestError.ConnectionError, "refused"),
            _ => StubCloud.Json("{}", 429),
            _ => StubCloud.Json("{}", 202));
        using CloudConnection connection = cloud.Connect();

        Assert.Equal(202, (await connection.SendAsync(Change, Stop)).Status);
        Assert.Equal(3, cloud.Count(Place));
    }

    [Fact]
    public async Task Retry_After_is_respected_up_to_a_limit()
    {
        FakeTimeProvider time = new();
        using StubCloud cloud = new();
        cloud.RouteInTurn(Place, _ => Busy(seconds: 10), _ => Busy(seconds: 100_000), _ => StubCloud.Json("{}"));
        using CloudConnection connection = cloud.Connect(new ConnectionOptions { LongestDelay = TimeSpan.FromSeconds(30) }, time);

        Task<CloudAnswer> answer = connection.SendAsync(Read, Stop);
        await Settle(() => cloud.Count(Place) == 1);
        time.Advance(TimeSpan.FromSeconds(9.9));
        await Task.Delay(20, Stop);
        Assert.Equal(1, cloud.Count(Place));
        time.Advance(TimeSpan.FromSeconds(0.2));
        await Settle(() => cloud.Count(Place) == 2);
        time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(200, (await answer).Status);
    }

    [Fact]
    public async Task A_try_and_all_tries_together_are_bounded_in_time()
    {
        using StubCloud cloud = new();
        using CloudConnection connection = new(
            StubCloud.Settings,
            new ConnectionOptions { TryTimeout = TimeSpan.FromMilliseconds(100), RequestTimeout = TimeSpan.FromMilliseconds(400), MaxRepetitions = 20, FirstDelay = TimeSpan.Zero },
            handler: new Silent());

        CloudException error = await Assert.ThrowsAsync<CloudException>(() => connection.SendAsync(Read, Stop));

        Assert.Equal(CloudFault.TimedOut, error.Fault);
        Assert.Equal("'identity POST /auth/tokens' has no whole answer from http://identity after 0.4 s in all, 0.1 s a try", error.Message);
    }

    [Fact]
    public async Task Whoever_asks_may_give_up()
    {
        using CancellationTokenSource source = new();
        using CloudConnection connection = new(StubCloud.Settings, handler: new Silent());

        Task<CloudAnswer> answer = connection.SendAsync(Read, source.Token);
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
    }

    private static HttpResponseMessage Busy(int seconds)
    {
        HttpResponseMessage answer = StubCloud.Json("{}", (int)HttpStatusCode.ServiceUnavailable);
        answer.Headers.Add("Retry-After", seconds.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return answer;
    }

    private static async Task Settle(Func<bool> reached)
    {
        for (int i = 0; i < 500 && !reached(); i++)
        {
            await Task.Delay(10, Stop);
        }

        Assert.True(reached());

        // The wait is begun a moment after the answer was seen.
        await Task.Delay(50, Stop);
    }

    private sealed class Silent : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException();
        }
    }
}
