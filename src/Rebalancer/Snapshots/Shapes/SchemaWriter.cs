using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Rebalancer.Snapshots.Shapes;

/// <summary>Writes a JSON Schema (draft 2020-12) in which every named record is defined once.</summary>
internal sealed class SchemaWriter
{
    private readonly Queue<(string Name, Action<SchemaWriter> Write)> toDefine = new();
    private readonly HashSet<string> defined = new(StringComparer.Ordinal);

    private SchemaWriter(Utf8JsonWriter json) => Json = json;

    /// <summary>The writer of the schema's own text.</summary>
    public Utf8JsonWriter Json { get; }

    /// <summary>The schema of a document, as text with line feeds.</summary>
    /// <param name="title">What a document of this kind is.</param>
    /// <param name="writeRoot">Writes the keywords of the top-level value.</param>
    public static string Text(string title, Action<SchemaWriter> writeRoot)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions
        {
            Indented = true,
            NewLine = "\n",
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }))
        {
            SchemaWriter schema = new(json);
            json.WriteStartObject();
            json.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
            json.WriteString("title", title);
            writeRoot(schema);
            schema.WriteDefinitions();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    /// <summary>Writes a reference to a definition, which is written once at the end.</summary>
    public void Refer(string name, Action<SchemaWriter> write)
    {
        Json.WriteString("$ref", $"#/$defs/{name}");
        if (defined.Add(name))
        {
            toDefine.Enqueue((name, write));
        }
    }

    /// <summary>Writes an object-valued keyword.</summary>
    public void Object(string keyword, Action<SchemaWriter> write)
    {
        Json.WriteStartObject(keyword);
        write(this);
        Json.WriteEndObject();
    }

    /// <summary>Writes that null is allowed beside what <paramref name="write"/> describes.</summary>
    public void OrNull(Action<SchemaWriter> write)
    {
        Json.WriteStartArray("oneOf");
        Json.WriteStartObject();
        write(this);
        Json.WriteEndObject();
        Json.WriteStartObject();
        Json.WriteString("type", "null");
        Json.WriteEndObject();
        Json.WriteEndArray();
    }

    private void WriteDefinitions()
    {
        Json.WriteStartObject("$defs");
        while (toDefine.TryDequeue(out (string Name, Action<SchemaWriter> Write) next))
        {
            Object(next.Name, next.Write);
        }

        Json.WriteEndObject();
    }
}
