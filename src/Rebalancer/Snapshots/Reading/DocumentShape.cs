using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Rebalancer.Findings;
using Rebalancer.Snapshots.Shapes;

namespace Rebalancer.Snapshots.Reading;

/// <summary>What reading a document gave: a value, made up with blanks where there are errors, and the findings.</summary>
/// <param name="Value">The value.</param>
/// <param name="Findings">The findings.</param>
/// <param name="IsWellFormed">Whether the whole text was JSON of the right format and version and was looked at to its end.</param>
internal sealed record Reading<T>(T Value, ImmutableArray<Finding> Findings, bool IsWellFormed)
{
    /// <summary>Whether the value is only a stand-in.</summary>
    public bool HasErrors => Findings.Any(finding => finding.Severity == Severity.Error);
}

/// <summary>A whole document: a header that says what it is, and the fields of a record or of one of several kinds.</summary>
internal sealed class DocumentShape<T>
{
    /// <summary>The one version there is.</summary>
    private const int Version = 1;

    private static readonly string[] HeaderFields = ["$schema", "format", "version"];

    private readonly string format;
    private readonly T blank;
    private readonly ReadBody read;
    private readonly Action<JsonOutput, T> write;
    private readonly Lazy<string> schema;

    private DocumentShape(string format, string title, T blank, ReadBody read, Action<JsonOutput, T> write, Action<SchemaWriter> writeSchema)
    {
        this.format = format;
        this.blank = blank;
        this.read = read;
        this.write = write;
        schema = new Lazy<string>(() => SchemaWriter.Text(title, writeSchema));
    }

    private delegate T ReadBody(ref JsonInput input);

    /// <summary>The JSON Schema of the document.</summary>
    public string Schema => schema.Value;

    /// <summary>A document with the fields of a record.</summary>
    public static DocumentShape<T> Of(string format, string title, RecordShape<T> body) => new(
        format,
        title,
        body.Blank,
        (ref JsonInput input) => body.Read(ref input, HeaderFields),
        body.WriteFieldValues,
        schema => body.WriteFields(schema, properties => WriteHeaderSchema(properties, format), ["format", "version"]));

    /// <summary>A document of one of several kinds.</summary>
    public static DocumentShape<T> Of<TUnion>(string format, string title, UnionShape<TUnion> body)
        where TUnion : class, T => new(
        format,
        title,
        body.Blank,
        (ref JsonInput input) => body.Read(ref input, HeaderFields),
        (output, value) => body.WriteFieldValues(output, (TUnion)value!),
        schema => body.WriteSchema(schema, properties => WriteHeaderSchema(properties, format), ["format", "version"]));

    /// <summary>Reads a document; bad input gives findings, never an exception.</summary>
    public Reading<T> Read(ReadOnlyMemory<byte> utf8, string? file)
    {
        if (utf8.Length > ReadingContext.MaxBytes)
        {
            return Refused("json.too-large", $"the document has {utf8.Length} bytes; at most {ReadingContext.MaxBytes} are read", file, null);
        }

        if (utf8.Span.StartsWith("\uFEFF"u8))
        {
            utf8 = utf8[3..];
        }

        ReadingContext context = new(utf8, file);
        if (!Utf8.IsValid(utf8.Span))
        {
            return Refused("json.utf8", "the document is not UTF-8", file, context.LineAt(FirstInvalid(utf8.Span)));
        }

        T value = blank;
        bool isWellFormed = false;
        try
        {
            isWellFormed = TryReadRoot(new JsonInput(utf8, context), out value);
        }
        catch (JsonException exception)
        {
            context.Findings.Add(new Finding(
                Severity.Error, "json.syntax", context.Place.ToString(), Reason(exception), file, (int)(exception.LineNumber ?? 0) + 1));
        }

        ImmutableArray<Finding> findings = context.Findings.ToImmutable();
        return context.IsStopped
            ? new Reading<T>(value, findings.Add(Stopped(file)), false)
            : new Reading<T>(value, findings, isWellFormed);
    }

    /// <summary>Writes a document.</summary>
    public void Write(Stream stream, T value)
    {
        using (JsonOutput output = new(stream))
        {
            output.Writer.WriteStartObject();
            output.Writer.WriteString("format", format);
            output.Writer.WriteNumber("version", Version);
            write(output, value);
            output.Writer.WriteEndObject();
            output.Flush();
        }

        stream.Write("\n"u8);
    }

    private static void WriteHeaderSchema(SchemaWriter properties, string format)
    {
        properties.Object("$schema", field => field.Json.WriteString("type", "string"));
        properties.Object("format", field => field.Json.WriteString("const", format));
        properties.Object("version", field => field.Json.WriteNumber("const", Version));
    }

    // The parser's own text ends with a position that stands in the finding already and may hold bytes of the input.
    private static string Reason(JsonException exception)
    {
        string text = exception.Message;
        int end = text.IndexOf(" LineNumber:", StringComparison.Ordinal);
        StringBuilder reason = new("this is not JSON: ");
        foreach (char c in end < 0 ? text : text[..end])
        {
            reason.Append(char.IsControl(c) ? '?' : c);
        }

        return reason.ToString();
    }

    private static int FirstInvalid(ReadOnlySpan<byte> utf8)
    {
        // Halving finds the longest valid prefix; a cut inside a character only makes the guess up to three bytes short.
        int valid = 0;
        int invalid = utf8.Length;
        while (invalid - valid > 1)
        {
            int middle = valid + ((invalid - valid) / 2);
            int cut = middle;
            while (cut > valid && (utf8[cut] & 0xC0) == 0x80 && middle - cut < 3)
            {
                cut--;
            }

            if (cut > valid && Utf8.IsValid(utf8[valid..cut]))
            {
                valid = cut;
            }
            else
            {
                invalid = middle;
            }
        }

        return valid;
    }

    private Reading<T> Refused(string code, string message, string? file, int? line) =>
        new(blank, [new Finding(Severity.Error, code, "$", message, file, line)], false);

    private static Finding Stopped(string? file) =>
        new(Severity.Error, "json.stopped", "$", $"there are {FindingList.Limit} errors; the rest was not looked at", file);

    private bool TryReadRoot(JsonInput input, out T value)
    {
        value = blank;
        ReadingContext context = input.Context;
        input.Advance();
        if (input.Kind != JsonTokenType.StartObject)
        {
            input.WrongKind($"an object with \"format\": \"{format}\"");
            return false;
        }

        Header header = input.LookForHeader();
        if (header.Format != format)
        {
            input.Error("json.format", header.Format is null
                ? $"the field 'format' must say '{format}'"
                : $"this is {Quoted.Of(header.Format)}; '{format}' is needed here");
            return false;
        }

        if (header.Version != "1")
        {
            input.Error("json.version", header.Version is null
                ? $"the field 'version' must be a number; version {Version} of {format} is supported"
                : $"version {header.Version} of {format} is not known; version {Version} is supported");
            return false;
        }

        value = read(ref input);
        if (!context.IsStopped)
        {
            // Anything but white space after the value is malformed and throws here.
            input.Advance();
        }

        return true;
    }
}
