using System.Text.Json;
using Rebalancer.Findings;

namespace Rebalancer.Snapshots.Reading;

/// <summary>A cursor over a JSON text that knows its path and line and collects findings instead of throwing.</summary>
/// <remarks>Only malformed JSON throws (<see cref="JsonException"/>); <see cref="DocumentShape{T}"/> turns it into a finding.</remarks>
internal ref struct JsonInput
{
    private Utf8JsonReader reader;

    public JsonInput(ReadOnlyMemory<byte> utf8, ReadingContext context)
    {
        reader = new Utf8JsonReader(utf8.Span, new JsonReaderOptions { MaxDepth = ReadingContext.MaxDepth });
        Context = context;
    }

    /// <summary>What the whole reading shares.</summary>
    public ReadingContext Context { get; }

    /// <summary>The kind of the current token.</summary>
    public readonly JsonTokenType Kind => reader.TokenType;

    /// <summary>Goes to the next token.</summary>
    public bool Advance() => reader.Read();

    /// <summary>Passes over the rest of the current value.</summary>
    public void Skip() => reader.Skip();

    /// <summary>Whether the current value is a JSON null.</summary>
    public readonly bool IsNull => reader.TokenType == JsonTokenType.Null;

    /// <summary>The current string or field name; <c>null</c>, with a finding, where it is too long or not Unicode.</summary>
    public readonly string? Text()
    {
        if (reader.ValueSpan.Length > ReadingContext.MaxTextBytes)
        {
            Error("json.too-long", $"a text of {reader.ValueSpan.Length} bytes; at most {ReadingContext.MaxTextBytes} are read");
            return null;
        }

        try
        {
            return Context.Texts.Of(reader);
        }
        catch (InvalidOperationException)
        {
            // The only way to learn that an escape such as \ud800 stands for half a character.
            Error("json.utf8", "a text with an escape that is not a Unicode character");
            return null;
        }
    }

    /// <summary>The current number as a whole one.</summary>
    public readonly bool TryWhole(out long value)
    {
        value = 0;
        return reader.TokenType == JsonTokenType.Number && reader.ValueSpan.Length <= 64 && reader.TryGetInt64(out value);
    }

    /// <summary>The current number as a finite one.</summary>
    public readonly bool TryNumber(out double value)
    {
        value = 0;
        return reader.TokenType == JsonTokenType.Number && reader.ValueSpan.Length <= 64 && reader.TryGetDouble(out value) && double.IsFinite(value);
    }

    /// <summary>The number as it is written, cut short, for messages.</summary>
    public readonly string NumberText() =>
        Quoted.Plain(System.Text.Encoding.UTF8.GetString(reader.ValueSpan[..Math.Min(100, reader.ValueSpan.Length)]));

    /// <summary>Finds the value of a top-level word or number field without moving; for the header of a document.</summary>
    public readonly Header LookForHeader() => Header.Find(reader);

    /// <summary>Finds the text of a field of the current object without moving.</summary>
    public readonly string? LookForText(string field)
    {
        Utf8JsonReader scan = reader;
        int depth = scan.CurrentDepth;
        while (scan.Read() && scan.CurrentDepth > depth)
        {
            bool isWanted = !scan.ValueIsEscaped && scan.ValueTextEquals(field);
            scan.Read();
            if (isWanted)
            {
                return scan.TokenType == JsonTokenType.String && scan.ValueSpan.Length <= 100 && !scan.ValueIsEscaped ? scan.GetString() : null;
            }

            scan.Skip();
        }

        return null;
    }

    /// <summary>Adds an error at the current token.</summary>
    public readonly void Error(string code, string message) => Context.Error(code, message, reader.TokenStartIndex);

    /// <summary>Adds a warning at the current token.</summary>
    public readonly void Warn(string code, string message) => Context.Warn(code, message, reader.TokenStartIndex);

    /// <summary>Adds an error that the current value is of another kind, and passes over it.</summary>
    public void WrongKind(string wanted)
    {
        if (!Context.IsStopped)
        {
            Error("json.type", $"{wanted} is needed here; found {Found()}");
        }

        Skip();
    }

    /// <summary>The offset of the current token, for findings about an object that are made at its end.</summary>
    public readonly long Offset => reader.TokenStartIndex;

    private readonly string Found() => reader.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.String => "a text",
        JsonTokenType.Number => $"the number {NumberText()}",
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        JsonTokenType.Null => "null",
        _ => "nothing",
    };
}
