using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Rebalancer.OpenStack.Answers;
using Rebalancer.OpenStack.SignIn;

namespace Rebalancer.OpenStack.Connections;

/// <summary>A cloud that is spoken to: signs in when first needed, and stays signed in.</summary>
/// <remarks>May be used from many threads at once; asks no more at a time than <see cref="ConnectionOptions.MaxConcurrentRequests"/>.</remarks>
public sealed class CloudConnection : IDisposable
{
    private readonly Transport transport;
    private readonly TokenSource tokens;
    private readonly SemaphoreSlim slots;
    private readonly ConcurrentDictionary<string, VersionRange> versions = new(StringComparer.Ordinal);

    /// <summary>Makes the connection; nothing is sent yet.</summary>
    /// <param name="settings">Where the cloud is and who signs in.</param>
    /// <param name="options">How patient it is; the defaults when <c>null</c>.</param>
    /// <param name="time">The clock; the system's when <c>null</c>.</param>
    /// <param name="logger">Gets a line per request (Debug), repetition and sign-in (Information); never a secret.</param>
    /// <param name="handler">
    /// Sends the messages instead of the connection's own sockets; trust in servers is then its affair. Disposed with the connection.
    /// </param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="CloudException">A file of certificates cannot be used.</exception>
    public CloudConnection(
        CloudSettings settings,
        ConnectionOptions? options = null,
        TimeProvider? time = null,
        ILogger<CloudConnection>? logger = null,
        HttpMessageHandler? handler = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Options = options ?? new ConnectionOptions();
        Options.Validate();
        Settings = settings;
        ILogger log = (ILogger?)logger ?? NullLogger.Instance;
        TimeProvider clock = time ?? TimeProvider.System;
        Secrets secrets = new(settings.Credential.Secret.Reveal());
        transport = new Transport(handler ?? ServerTrust.Handler(settings, Options, log), Options, secrets, clock, log);
        tokens = new TokenSource(settings, Options, transport, secrets, clock, log);
        slots = new SemaphoreSlim(Options.MaxConcurrentRequests);
    }

    /// <summary>Where the cloud is.</summary>
    public CloudSettings Settings { get; }

    internal ConnectionOptions Options { get; }

    /// <summary>Signs in, to find out early whether that works.</summary>
    /// <exception cref="CloudException">It does not.</exception>
    public async Task SignInAsync(CancellationToken cancellation = default) => await tokens.GetAsync(cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        transport.Dispose();
        tokens.Dispose();
        slots.Dispose();
    }

    /// <summary>Sends a request and gives the answer, whatever its status.</summary>
    /// <remarks>A token that a service does not take is renewed once; a second 401 is the answer.</remarks>
    /// <exception cref="CloudException">There was no whole answer, no sign-in or no such service.</exception>
    internal async Task<CloudAnswer> SendAsync(CloudRequest request, CancellationToken cancellation)
    {
        await slots.WaitAsync(cancellation);
        try
        {
            Token token = await tokens.GetAsync(cancellation);
            CloudAnswer answer = await SendAsync(request, token, cancellation);
            return answer.Status == 401
                ? await SendAsync(request, await tokens.RenewAsync(token, cancellation), cancellation)
                : answer;
        }
        finally
        {
            slots.Release();
        }
    }

    /// <summary>Whether the catalog has a service.</summary>
    internal async Task<bool> HasAsync(string service, CancellationToken cancellation) => (await tokens.GetAsync(cancellation)).Catalog.Has(service);

    /// <summary>The versions that a service with microversions speaks: <c>compute</c> or <c>placement</c>; asked for once.</summary>
    /// <exception cref="CloudException">It does not tell, or there is no such service.</exception>
    internal async Task<VersionRange> VersionsOfAsync(string service, CancellationToken cancellation)
    {
        if (versions.TryGetValue(service, out VersionRange? known))
        {
            return known;
        }

        CloudAnswer answer = await SendAsync(CloudRequest.Get(service, "/"), cancellation);
        using JsonDocument document = answer.Json();
        VersionRange range = Range(document.RootElement)
            ?? throw new CloudException(CloudFault.NoService, service, $"'{service}' does not tell which versions it speaks", answer.RequestId);
        return versions.GetOrAdd(service, range);
    }

    private async Task<CloudAnswer> SendAsync(CloudRequest request, Token token, CancellationToken cancellation)
    {
        // Keystone's catalog may name a version with the address or not; the paths below are of these versions.
        string version = request.Service switch { "compute" => "/v2.1", _ => "" };
        Uri address = new(token.Catalog.RootOf(request.Service) + version + request.Path);
        return await transport.SendAsync(request, address, token.Text.Reveal(), cancellation);
    }

    /// <summary>Reads <c>{"version": {...}}</c> (Nova's v2.1) or <c>{"versions": [...]}</c> (Placement's root).</summary>
    private static VersionRange? Range(JsonElement root)
    {
        IEnumerable<JsonElement> documents = root.ObjectOf("version") is { } one ? [one]
            : root.ValueKind == JsonValueKind.Object && root.TryGetProperty("versions", out JsonElement list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray()
            : [];
        foreach (JsonElement document in documents)
        {
            if (Microversion.TryParse(document.TextOf("min_version"), out Microversion least)
                && Microversion.TryParse(document.TextOf("max_version") ?? document.TextOf("version"), out Microversion most))
            {
                return new VersionRange(least, most);
            }
        }

        return null;
    }
}
