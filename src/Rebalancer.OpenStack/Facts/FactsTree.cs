using System.Text;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Rebalancer.OpenStack.Facts;

/// <summary>Parses YAML or JSON into nodes, within limits on size and depth.</summary>
internal static class FactsTree
{
    /// <summary>The largest file that is read, in bytes.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    private const int MaxDepth = 32;

    // Counted with aliases written out, so that a small file cannot stand for an endless one.
    private const long MaxNodes = 2_000_000;

    /// <summary>Parses the text.</summary>
    /// <exception cref="FactsSyntaxException">It is neither, or beyond the limits.</exception>
    public static FactsNode Parse(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Length > MaxBytes)
        {
            throw new FactsSyntaxException($"the file has more than {MaxBytes} bytes", 1);
        }

        ReadOnlySpan<byte> text = utf8.Span.TrimStart("\uFEFF \t\r\n"u8);
        return text.Length > 0 && text[0] == (byte)'{' ? ParseJson(utf8.Span) : ParseYaml(utf8.Span);
    }

    private static FactsNode ParseJson(ReadOnlySpan<byte> utf8)
    {
        if (utf8.StartsWith("\uFEFF"u8))
        {
            utf8 = utf8[3..];
        }

        LineCounter lines = new(utf8);
        JsonReaderOptions options = new() { MaxDepth = MaxDepth, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
        Utf8JsonReader reader = new(utf8, options);
        try
        {
            reader.Read();
            FactsNode root = ReadJson(ref reader, ref lines);
            reader.Read();
            return root;
        }
        catch (JsonException error)
        {
            throw new FactsSyntaxException(error.Message, (int)(error.LineNumber ?? 0) + 1);
        }
        catch (InvalidOperationException error)
        {
            // Text that is not UTF-8 inside quotes.
            throw new FactsSyntaxException(error.Message, lines.At((int)reader.TokenStartIndex));
        }
    }

    private static FactsNode ReadJson(ref Utf8JsonReader reader, ref LineCounter lines)
    {
        int line = lines.At((int)reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                FactsNode map = new(FactsNodeKind.Map, line);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    string key = reader.GetString()!;
                    int keyLine = lines.At((int)reader.TokenStartIndex);
                    reader.Read();
                    map.Members.Add(new FactsMember(key, keyLine, ReadJson(ref reader, ref lines)));
                }

                return map;
            case JsonTokenType.StartArray:
                FactsNode list = new(FactsNodeKind.List, line);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    list.Items.Add(ReadJson(ref reader, ref lines));
                }

                return list;
            case JsonTokenType.String:
                return new FactsNode(FactsNodeKind.Text, line, reader.GetString()!);
            case JsonTokenType.Number:
                return new FactsNode(FactsNodeKind.Number, line, Encoding.UTF8.GetString(reader.ValueSpan));
            case JsonTokenType.Null:
                return new FactsNode(FactsNodeKind.Null, line);
            default:
                return new FactsNode(FactsNodeKind.Boolean, line, reader.TokenType == JsonTokenType.True ? "true" : "false");
        }
    }

    private static FactsNode ParseYaml(ReadOnlySpan<byte> utf8)
    {
        try
        {
            string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(utf8);
            Parser parser = new(new StringReader(text));
            Dictionary<string, FactsNode> anchors = new(StringComparer.Ordinal);
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out _))
            {
                return new FactsNode(FactsNodeKind.Plain, 1);
            }

            parser.Consume<DocumentStart>();
            FactsNode root = ReadYaml(parser, anchors, depth: 0);
            parser.Consume<DocumentEnd>();
            if (!parser.Accept<StreamEnd>(out _))
            {
                throw new FactsSyntaxException("the file holds more than one document", Line(parser.Current!.Start));
            }

            return root;
        }
        catch (DecoderFallbackException)
        {
            throw new FactsSyntaxException("the text is not UTF-8", 1);
        }
        catch (YamlException error)
        {
            throw new FactsSyntaxException(error.InnerException?.Message ?? error.Message, Line(error.Start));
        }
    }

    private static FactsNode ReadYaml(Parser parser, Dictionary<string, FactsNode> anchors, int depth)
    {
        ParsingEvent current = parser.Consume<ParsingEvent>();
        int line = Line(current.Start);
        if (current is AnchorAlias alias)
        {
            return anchors.TryGetValue(alias.Value.Value, out FactsNode? known)
                ? known
                : throw new FactsSyntaxException($"the alias '{alias.Value.Value}' has no anchor above it", line);
        }

        if (depth > MaxDepth)
        {
            throw new FactsSyntaxException($"values are nested deeper than {MaxDepth}", line);
        }

        FactsNode node;
        switch (current)
        {
            case Scalar scalar:
                bool plain = scalar.Style == ScalarStyle.Plain && (scalar.Tag.IsEmpty || scalar.Tag.IsNonSpecific);
                node = new FactsNode(plain ? FactsNodeKind.Plain : FactsNodeKind.Text, line, scalar.Value);
                break;
            case SequenceStart:
                node = new FactsNode(FactsNodeKind.List, line);
                while (!parser.TryConsume<SequenceEnd>(out _))
                {
                    Grow(node, ReadYaml(parser, anchors, depth + 1), node.Items.Add, line);
                }

                break;
            case MappingStart:
                node = new FactsNode(FactsNodeKind.Map, line);
                while (!parser.TryConsume<MappingEnd>(out _))
                {
                    FactsNode key = ReadYaml(parser, anchors, depth + 1);
                    if (key.Kind is not (FactsNodeKind.Plain or FactsNodeKind.Text))
                    {
                        throw new FactsSyntaxException("a key must be a text", key.Line);
                    }

                    FactsNode value = ReadYaml(parser, anchors, depth + 1);
                    Grow(node, value, child => node.Members.Add(new FactsMember(key.Scalar, key.Line, child)), line);
                }

                break;
            default:
                throw new FactsSyntaxException("a value is expected here", line);
        }

        if (current is NodeEvent { Anchor.IsEmpty: false } anchored)
        {
            anchors[anchored.Anchor.Value] = node;
        }

        return node;
    }

    private static void Grow(FactsNode parent, FactsNode child, Action<FactsNode> add, int line)
    {
        parent.Size += child.Size;
        if (parent.Size > MaxNodes)
        {
            throw new FactsSyntaxException($"with its aliases written out it holds more than {MaxNodes} values", line);
        }

        add(child);
    }

    private static int Line(Mark mark) => checked((int)mark.Line);

    /// <summary>Line numbers of ascending offsets.</summary>
    private ref struct LineCounter(ReadOnlySpan<byte> text)
    {
        private readonly ReadOnlySpan<byte> text = text;
        private int offset;
        private int line = 1;

        public int At(int position)
        {
            if (position > offset)
            {
                line += text[offset..position].Count((byte)'\n');
                offset = position;
            }

            return line;
        }
    }
}
