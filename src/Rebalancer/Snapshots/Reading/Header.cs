using System.Text.Json;
using Rebalancer.Findings;

namespace Rebalancer.Snapshots.Reading;

/// <summary>The fields that say what a document is.</summary>
/// <param name="Format">The text of <c>format</c>, or <c>null</c> where it is missing or not a text.</param>
/// <param name="Version">The number of <c>version</c> as it is written, or <c>null</c> where it is missing or not a number.</param>
internal readonly record struct Header(string? Format, string? Version)
{
    /// <summary>Looks through the top-level object that <paramref name="scan"/> stands on, wherever in it the fields are.</summary>
    public static Header Find(Utf8JsonReader scan)
    {
        string? format = null;
        string? version = null;
        while ((format is null || version is null) && scan.Read() && scan.TokenType == JsonTokenType.PropertyName)
        {
            bool isFormat = !scan.ValueIsEscaped && scan.ValueTextEquals("format"u8);
            bool isVersion = !scan.ValueIsEscaped && scan.ValueTextEquals("version"u8);
            scan.Read();
            if (isFormat && scan.TokenType == JsonTokenType.String && scan.ValueSpan.Length <= 200 && !scan.ValueIsEscaped)
            {
                format = scan.GetString();
            }
            else if (isVersion && scan.TokenType == JsonTokenType.Number)
            {
                version = Quoted.Plain(System.Text.Encoding.UTF8.GetString(scan.ValueSpan[..Math.Min(100, scan.ValueSpan.Length)]));
            }

            scan.Skip();
        }

        return new Header(format, version);
    }
}
