using System.Collections.Immutable;
using System.Text;

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

    /// <summary>The text without secrets.</summary>
    public ReadOnlyMemory<byte> Without(ReadOnlyMemory<byte> body)
    {
        string text = Encoding.UTF8.GetString(body.Span);
        string clean = tokens.Prepend(password)
            .Where(secret => secret.Length >= Shortest)
            .Aggregate(text, (said, secret) => said.Replace(secret, "(secret)", StringComparison.Ordinal));
        return clean == text ? body : Encoding.UTF8.GetBytes(clean);
    }
}
