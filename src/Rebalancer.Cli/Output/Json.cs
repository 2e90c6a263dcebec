using System.Text;
using System.Text.Json;

namespace Rebalancer.Cli.Output;

/// <summary>Writes JSON documents to a text stream.</summary>
internal static class Json
{
    private static readonly JsonWriterOptions Readable = new() { Indented = true };

    /// <summary>One document: an object with its format and version, then what <paramref name="content"/> adds.</summary>
    public static void Write(TextWriter output, string format, Action<Utf8JsonWriter> content)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, Readable))
        {
            writer.WriteStartObject();
            writer.WriteString("format", $"rebalancer/{format}");
            writer.WriteNumber("version", 1);
            content(writer);
            writer.WriteEndObject();
        }

        WriteText(output, stream.ToArray());
    }

    /// <summary>A document that is written already.</summary>
    public static void WriteText(TextWriter output, byte[] utf8) => output.WriteLine(Encoding.UTF8.GetString(utf8).TrimEnd());

    /// <summary>An array of strings.</summary>
    public static void WriteStrings(this Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (string value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }

    /// <summary>An array of objects.</summary>
    public static void WriteObjects<T>(this Utf8JsonWriter writer, string name, IEnumerable<T> values, Action<T> content)
    {
        writer.WriteStartArray(name);
        foreach (T value in values)
        {
            writer.WriteStartObject();
            content(value);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
