using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rebalancer.OpenStack.Connections;

/// <summary>Takes secrets out of what servers say: some repeat the request in their error page.</summary>
/// <param name="password">The password or the secret of the credential.</param>
internal sealed class Secrets(string password)
{
    private const int MostTokens = 4;

    // A shorter one would blacken ordinary words.
    private const int Shortest = 3;
    private ImmutableList<string> tokens = [];

    /// <summary>Remembers a token; the last few are kept, because answers to older ones may still come.</summary>
    public void Add(string token) => ImmutableInterlocked.Update(
        ref tokens, (known, added) => known.Count < MostTokens ? known.Add(added) : known.RemoveAt(0).Add(added), token);

    /// <summary>The text without secrets, be they written as they are or with the escapes of JSON.</summary>
    public ReadOnlyMemory<byte> Without(ReadOnlyMemory<byte> body)
    {
        string text = Encoding.UTF8.GetString(body.Span);
        string clean = Without(text);
        if (clean.Contains('\\', StringComparison.Ordinal))
        {
            try
            {
                clean = WithoutIn(JsonNode.Parse(clean))?.ToJsonString() ?? clean;
            }
            catch (Exception error) when (error is JsonException or ArgumentException or InvalidOperationException)
            {
                // No JSON, so nobody will read its escapes.
            }
        }

        return clean == text ? body : Encoding.UTF8.GetBytes(clean);
    }

    private string Without(string text) => tokens.Prepend(password)
        .Where(secret => secret.Length >= Shortest)
        .Aggregate(text, (said, secret) => said.Replace(secret, "(secret)", StringComparison.Ordinal));

    private JsonNode? WithoutIn(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.Select(member => KeyValuePair.Create(Without(member.Key), WithoutIn(member.Value)))),
        JsonArray list => new JsonArray([.. list.Select(WithoutIn)]),
        JsonValue value when value.TryGetValue(out string? text) => JsonValue.Create(Without(text)),
        _ => node?.DeepClone(),
    };
}
