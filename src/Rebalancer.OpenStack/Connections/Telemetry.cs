using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Rebalancer.OpenStack.Connections;

/// <summary>What a connection tells of itself; the README of this project documents every name.</summary>
internal static partial class Telemetry
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string Name = "Rebalancer.OpenStack";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> Duration =
        Meter.CreateHistogram<double>("rebalancer.openstack.request.duration", "s", "Time from sending a request to its last byte, per try");

    private static readonly Counter<long> Repetitions =
        Meter.CreateCounter<long>("rebalancer.openstack.request.repetitions", "{request}", "Requests that were sent again");

    private static readonly Counter<long> SignIns = Meter.CreateCounter<long>("rebalancer.openstack.sign_ins", "{sign-in}", "Tokens that Keystone gave");

    /// <summary>Begins the span of one try of a request.</summary>
    public static Activity? Start(CloudRequest request, Uri address)
    {
        Activity? activity = Source.StartActivity($"{request.Method} {request.Service}", ActivityKind.Client);
        activity?.SetTag("http.request.method", request.Method.Method);
        activity?.SetTag("server.address", address.Host);
        activity?.SetTag("server.port", address.Port);
        activity?.SetTag("url.path", address.AbsolutePath);
        activity?.SetTag("openstack.service", request.Service);
        return activity;
    }

    /// <summary>Ends the span of a try that was answered.</summary>
    public static void Answered(Activity? activity, CloudAnswer answer, TimeSpan elapsed)
    {
        activity?.SetTag("http.response.status_code", answer.Status);
        activity?.SetTag("openstack.request_id", answer.RequestId);
        Duration.Record(
            elapsed.TotalSeconds,
            new KeyValuePair<string, object?>("openstack.service", answer.Request.Service),
            new KeyValuePair<string, object?>("http.response.status_code", answer.Status));
    }

    /// <summary>Ends the span of a try without an answer.</summary>
    public static void Failed(Activity? activity, Exception error) => activity?.SetStatus(ActivityStatusCode.Error, error.GetType().Name);

    /// <summary>Counts a repetition.</summary>
    public static void Repeated(CloudRequest request) =>
        Repetitions.Add(1, new KeyValuePair<string, object?>("openstack.service", request.Service));

    /// <summary>Counts a token.</summary>
    public static void SignedIn() => SignIns.Add(1);

    [LoggerMessage(1, LogLevel.Debug, "{Request} answered {Status} in {Milliseconds:0} ms ({RequestId})")]
    public static partial void LogAnswer(this ILogger logger, CloudRequest request, int status, double milliseconds, string? requestId);

    [LoggerMessage(2, LogLevel.Information, "{Request} is sent again in {Seconds:0.0} s: {Reason}")]
    public static partial void LogRepetition(this ILogger logger, CloudRequest request, double seconds, string reason);

    [LoggerMessage(3, LogLevel.Information, "Signed in to {Cloud} until {Expires:u}")]
    public static partial void LogSignIn(this ILogger logger, string cloud, DateTimeOffset expires);

    [LoggerMessage(4, LogLevel.Warning, "{Cloud}: the servers' certificates are not verified; whoever answers gets the token")]
    public static partial void LogUnverified(this ILogger logger, string cloud);
}
