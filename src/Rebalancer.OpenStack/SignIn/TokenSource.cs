using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Rebalancer.OpenStack.Answers;
using Rebalancer.OpenStack.Connections;

namespace Rebalancer.OpenStack.SignIn;

/// <summary>Keystone's answer to a sign-in.</summary>
/// <param name="Text">The token.</param>
/// <param name="RenewAt">From when on a new one is asked for.</param>
/// <param name="Catalog">The services.</param>
internal sealed record Token(Secret Text, DateTimeOffset RenewAt, Catalog Catalog);

/// <summary>Signs in, and again before a token ends or when a service does not take it.</summary>
internal sealed class TokenSource(
    CloudSettings settings, ConnectionOptions options, Transport transport, Secrets secrets, TimeProvider time, ILogger logger) : IDisposable
{
    private const string Service = "identity";

    private readonly SemaphoreSlim gate = new(1);
    private Token? current;

    /// <summary>A token that is good for a while.</summary>
    /// <exception cref="CloudException">There is none to be had.</exception>
    public Task<Token> GetAsync(CancellationToken cancellation) =>
        Volatile.Read(ref current) is { } token && time.GetUtcNow() < token.RenewAt
            ? Task.FromResult(token)
            : RenewAsync(stale: null, cancellation);

    /// <summary>Another token than one that was refused; callers that were refused together share one.</summary>
    public async Task<Token> RenewAsync(Token? stale, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            if (current is { } token && !ReferenceEquals(token, stale) && time.GetUtcNow() < token.RenewAt)
            {
                return token;
            }

            Token renewed = await SignInAsync(cancellation);
            Volatile.Write(ref current, renewed);
            return renewed;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => gate.Dispose();

    private async Task<Token> SignInAsync(CancellationToken cancellation)
    {
        CloudRequest request = new(HttpMethod.Post, Service, "/auth/tokens") { Body = Body(), IsRepeatable = true };
        CloudAnswer answer = await transport.SendAsync(request, Address(), token: null, cancellation);
        if (answer.Status != 201)
        {
            throw answer.Status is 401 or 403 or 404
                ? new CloudException(
                    CloudFault.SignInRefused, Service,
                    $"Keystone at {settings.AuthUrl} refuses {settings.Credential} (status {answer.Status}): {ErrorText.Of(answer.Body)}", answer.RequestId, answer.Status)
                : answer.IsSuccess ? Malformed("201 should be its status") : answer.Refusal();
        }

        using JsonDocument document = answer.Json();
        JsonElement token = document.RootElement.ObjectOf("token") ?? throw Malformed("'token' is missing");
        string text = answer.SubjectToken is { Length: > 0 } given ? given : throw Malformed("the header X-Subject-Token is missing");
        secrets.Add(text);
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset expires = token.TextOf("expires_at") is string moment
            && DateTimeOffset.TryParse(moment, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset end)
                ? end
                : throw Malformed("'expires_at' is missing");
        TimeSpan life = expires > now ? expires - now : TimeSpan.Zero;
        TimeSpan early = options.RenewBefore < life / 2 ? options.RenewBefore : life / 2;
        Telemetry.SignedIn();
        logger.LogSignIn(settings.Name, expires);
        return new Token(new Secret(text), expires - early, Catalog.Read(token, settings));
    }

    private static CloudException Malformed(string what) => new(CloudFault.Malformed, Service, $"the answer of Keystone cannot be used: {what}");

    private byte[] Body()
    {
        JsonObject auth = new() { ["identity"] = settings.Credential.ToIdentity() };
        if (settings.Credential.TakesScope && settings.Scope is { } scope)
        {
            auth["scope"] = scope.ToJson();
        }

        return JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["auth"] = auth });
    }

    private Uri Address()
    {
        string path = settings.AuthUrl.GetLeftPart(UriPartial.Path).TrimEnd('/');
        string root = path.EndsWith("/v3", StringComparison.Ordinal) ? path
            : path.EndsWith("/v2.0", StringComparison.Ordinal) ? path[..^5] + "/v3"
            : path + "/v3";
        return new Uri(root + "/auth/tokens");
    }
}
