using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Rebalancer.Snapshots.Shapes;

namespace Rebalancer.Snapshots.Reading;

/// <summary>Writes indented JSON with line feeds, in which small values stay on one line.</summary>
internal sealed class JsonOutput : IDisposable
{
    private const int FlushedAt = 1 << 16;

    private readonly ArrayBufferWriter<byte> line = new();
    private readonly Utf8JsonWriter indented;
    private readonly Utf8JsonWriter inline;

    public JsonOutput(Stream stream)
    {
        indented = new Utf8JsonWriter(stream, new JsonWriterOptions
        {
            Indented = true,
            IndentSize = 2,
            NewLine = "\n",
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            MaxDepth = ReadingContext.MaxDepth,
        });
        inline = new Utf8JsonWriter(line, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        Writer = indented;
    }

    /// <summary>The writer of the moment.</summary>
    public Utf8JsonWriter Writer { get; private set; }

    /// <summary>Writes a value in its shape, on one line where the shape is a small one.</summary>
    public void Write<T>(Shape<T> shape, T value)
    {
        if (!shape.IsInline || Writer == inline)
        {
            shape.Write(this, value);
            if (indented.BytesPending > FlushedAt && Writer == indented)
            {
                indented.Flush();
            }

            return;
        }

        Writer = inline;
        shape.Write(this, value);
        inline.Flush();
        Writer = indented;
        indented.WriteRawValue(line.WrittenSpan, skipInputValidation: true);
        inline.Reset();
        line.ResetWrittenCount();
    }

    /// <summary>Sends what is written so far to the stream.</summary>
    public void Flush() => indented.Flush();

    /// <inheritdoc/>
    public void Dispose()
    {
        indented.Dispose();
        inline.Dispose();
    }
}
