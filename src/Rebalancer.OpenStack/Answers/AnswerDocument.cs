using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;

namespace Rebalancer.OpenStack.Answers;

/// <summary>Parses the text of an answer; whatever is no sound JSON is a finding.</summary>
internal static class AnswerDocument
{
    /// <summary>The largest answer that is read, in bytes; a page of 1000 servers has about 2 MB.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    /// <summary>Parses the text.</summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> utf8, Place place, FindingList findings, [NotNullWhen(true)] out JsonDocument? document)
    {
        document = null;
        ReadOnlySpan<byte> start = utf8.Span.TrimStart("\uFEFF \t\r\n"u8);
        if (start.Length == 0)
        {
            findings.Error("answers.not-json", place with { Line = 1 }, "nothing stands here");
        }
        else if (start[0] == (byte)'<')
        {
            findings.Error("answers.not-json", place with { Line = 1 }, "HTML or XML stands here, not JSON: perhaps the page of a proxy");
        }
        else if (!Utf8.IsValid(utf8.Span))
        {
            findings.Error("answers.not-json", place, "the text is not UTF-8");
        }
        else
        {
            try
            {
                document = JsonDocument.Parse(utf8.Span.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8, Options);
                if (HoldsSurrogates(utf8.Span))
                {
                    ReadAllTexts(document.RootElement);
                }
            }
            catch (JsonException error)
            {
                findings.Error("answers.not-json", place with { Line = (int?)error.LineNumber + 1 }, Reason(error));
            }
            catch (InvalidOperationException)
            {
                document?.Dispose();
                document = null;
                findings.Error("answers.not-json", place, "a text in here holds half a surrogate pair");
            }
        }

        return document is not null;
    }

    private static string Reason(JsonException error) => error.Message.Split(" LineNumber:")[0].Split(" Change the reader options.")[0];

    private static bool HoldsSurrogates(ReadOnlySpan<byte> utf8) => utf8.IndexOf("\\ud"u8) >= 0 || utf8.IndexOf("\\uD"u8) >= 0;

    // The parser leaves escapes alone until a text is read; reading them all here keeps later readers free of exceptions.
    private static void ReadAllTexts(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty member in element.EnumerateObject())
                {
                    _ = member.Name;
                    ReadAllTexts(member.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in element.EnumerateArray())
                {
                    ReadAllTexts(item);
                }

                break;
            case JsonValueKind.String:
                _ = element.GetString();
                break;
        }
    }
}
