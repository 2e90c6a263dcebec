using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Authentication;
using Microsoft.Extensions.Logging;
using Polly.Timeout;

namespace Rebalancer.OpenStack.Connections;

/// <summary>Sends requests, again where that may help, and reads answers within bounds of time and size.</summary>
internal sealed class Transport : IDisposable
{
    private readonly HttpClient http;
    private readonly ConnectionOptions options;
    private readonly Repetition repetition;
    private readonly Secrets secrets;
    private readonly TimeProvider time;
    private readonly ILogger logger;

    public Transport(HttpMessageHandler handler, ConnectionOptions options, Secrets secrets, TimeProvider time, ILogger logger)
    {
        http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        this.options = options;
        this.secrets = secrets;
        this.time = time;
        this.logger = logger;
        repetition = new Repetition(options, time, logger);
    }

    /// <summary>Sends a request until it is answered for good.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="address">Where to.</param>
    /// <param name="token">The token; <c>null</c> for none.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="CloudException">There was no whole answer.</exception>
    public async Task<CloudAnswer> SendAsync(CloudRequest request, Uri address, string? token, CancellationToken cancellation)
    {
        try
        {
            return await repetition.RunAsync(request, stop => TryAsync(request, address, token, stop), cancellation);
        }
        catch (TimeoutRejectedException)
        {
            throw new CloudException(
                CloudFault.TimedOut, request.Service,
                string.Create(CultureInfo.InvariantCulture, $"'{request}' has no whole answer from {Shown(address)} after {options.RequestTimeout.TotalSeconds:0.#} s in all, {options.TryTimeout.TotalSeconds:0.#} s a try"));
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            bool isUntrusted = IsUntrusted(error);
            throw new CloudException(
                isUntrusted ? CloudFault.Untrusted : CloudFault.Unreachable, request.Service,
                isUntrusted
                    ? $"the server at {Shown(address)} is not trusted: {Innermost(error)}"
                    : $"'{request}' got no answer from {Shown(address)}: {Innermost(error)}",
                inner: error);
        }
    }

    /// <summary>Whether the server could not prove who it is, or did not accept the client: trying again would not help.</summary>
    public static bool IsUntrusted(Exception error) => error is AuthenticationException || (error.InnerException is { } inner && IsUntrusted(inner));

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private async ValueTask<CloudAnswer> TryAsync(CloudRequest request, Uri address, string? token, CancellationToken cancellation)
    {
        using Activity? activity = Telemetry.Start(request, address);
        long started = time.GetTimestamp();
        try
        {
            using HttpRequestMessage message = Message(request, address, token);
            using HttpResponseMessage response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellation);
            string? requestId = RequestId(response.Headers);
            ReadOnlyMemory<byte> body = await AnswerBody.ReadAsync(response.Content, options.MaxAnswerBytes, cancellation)
                ?? throw new CloudException(
                    CloudFault.TooLarge, request.Service, $"the answer to '{request}' has more than {options.MaxAnswerBytes} bytes", requestId);
            CloudAnswer answer = new(
                request,
                (int)response.StatusCode,
                response.IsSuccessStatusCode ? body : secrets.Without(body),
                requestId)
            {
                RetryAfter = RetryAfter(response.Headers.RetryAfter),
                SubjectToken = Header(response.Headers, "X-Subject-Token"),
            };
            TimeSpan elapsed = time.GetElapsedTime(started);
            Telemetry.Answered(activity, answer, elapsed);
            logger.LogAnswer(request, answer.Status, elapsed.TotalMilliseconds, requestId);
            return answer;
        }
        catch (Exception error)
        {
            Telemetry.Failed(activity, error);
            throw;
        }
    }

    private static HttpRequestMessage Message(CloudRequest request, Uri address, string? token)
    {
        HttpRequestMessage message = new(request.Method, address);
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        message.Headers.UserAgent.Add(new ProductInfoHeaderValue("rebalancer", "0.1"));
        if (token is not null)
        {
            message.Headers.TryAddWithoutValidation("X-Auth-Token", token);
        }

        if (request.Version is { } version)
        {
            message.Headers.TryAddWithoutValidation("OpenStack-API-Version", $"{request.Service} {version}");
        }

        // The sockets' handler sends a request without content again by itself when the connection closes; one with content never.
        if (!request.Body.IsEmpty || !request.IsRepeatable)
        {
            message.Content = new ReadOnlyMemoryContent(request.Body);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        return message;
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header)
    {
        TimeSpan? wait = header?.Delta ?? (header?.Date - time.GetUtcNow());
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private static string? RequestId(HttpResponseHeaders headers) =>
        Header(headers, "X-Openstack-Request-Id") is string id ? ErrorText.OneLine(id) : null;

    private static string? Header(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out IEnumerable<string>? values) ? values.First() : null;

    /// <summary>An address without what might be private in it.</summary>
    private static string Shown(Uri address) => address.GetLeftPart(UriPartial.Authority);

    private static string Innermost(Exception error) => ErrorText.OneLine(error.InnerException is { } inner ? Innermost(inner) : error.Message);
}
