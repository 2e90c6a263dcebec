using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Rebalancer.Findings;

namespace Rebalancer.Snapshots.Reading;

/// <summary>Finds the lines of JSON paths in a text by one more walk through it.</summary>
internal sealed class JsonLines
{
    private readonly Dictionary<string, JsonLines> children = new(StringComparer.Ordinal);
    private int? line;

    /// <summary>The findings with their lines: of the value itself, or of the nearest one around it that is in the text.</summary>
    /// <param name="utf8">A well-formed text.</param>
    /// <param name="file">The name of the file.</param>
    /// <param name="findings">Findings with paths as <see cref="JsonPlace"/> spells them.</param>
    public static ImmutableArray<Finding> Locate(ReadOnlyMemory<byte> utf8, string? file, ImmutableArray<Finding> findings)
    {
        if (findings.IsEmpty)
        {
            return findings;
        }

        JsonLines root = new();
        foreach (Finding finding in findings)
        {
            JsonLines node = root;
            foreach (string segment in Segments(finding.Path))
            {
                if (!node.children.TryGetValue(segment, out JsonLines? child))
                {
                    node.children.Add(segment, child = new JsonLines());
                }

                node = child;
            }
        }

        ReadingContext context = new(utf8, file);
        Utf8JsonReader reader = new(utf8.Span, new JsonReaderOptions { MaxDepth = ReadingContext.MaxDepth });
        reader.Read();
        root.Walk(ref reader, context);
        return [.. findings.Select(finding => finding with { File = file, Line = root.LineOf(finding.Path) })];
    }

    /// <summary>Splits a path into segments that begin with <c>.</c> or <c>[</c>.</summary>
    private static IEnumerable<string> Segments(string path)
    {
        int start = 1;
        while (start < path.Length)
        {
            int end = start + 1;
            if (path.AsSpan(start).StartsWith("['"))
            {
                end = path.IndexOf("']", start, StringComparison.Ordinal);
                end = end < 0 ? path.Length : end + 2;
            }
            else
            {
                while (end < path.Length && path[end] is not ('.' or '['))
                {
                    end++;
                }
            }

            yield return path[start..end];
            start = end;
        }
    }

    private void Walk(ref Utf8JsonReader reader, ReadingContext context)
    {
        line = context.LineAt(reader.TokenStartIndex);
        if (children.Count == 0 || reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            reader.Skip();
            return;
        }

        bool isObject = reader.TokenType == JsonTokenType.StartObject;
        for (int index = 0; reader.Read() && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray); index++)
        {
            string segment = isObject
                ? JsonPlace.OfField(reader.GetString()!)
                : string.Create(CultureInfo.InvariantCulture, $"[{index}]");
            if (isObject)
            {
                reader.Read();
            }

            if (children.TryGetValue(segment, out JsonLines? child))
            {
                child.Walk(ref reader, context);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private int? LineOf(string path)
    {
        JsonLines node = this;
        int? nearest = line;
        foreach (string segment in Segments(path))
        {
            node = node.children[segment];
            nearest = node.line ?? nearest;
        }

        return nearest;
    }
}
