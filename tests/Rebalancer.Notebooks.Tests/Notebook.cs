using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rebalancer.Notebooks.Tests;

/// <summary>A notebook file: its C# cells, and what they have put out.</summary>
internal sealed class Notebook(string path)
{
    private readonly JsonNode root = JsonNode.Parse(File.ReadAllText(path))!;

    /// <summary>The cells of code, in order.</summary>
    public IEnumerable<JsonObject> CodeCells => root["cells"]!.AsArray().OfType<JsonObject>().Where(cell => cell["cell_type"]!.GetValue<string>() == "code");

    /// <summary>The text of a cell.</summary>
    public static string SourceOf(JsonObject cell) => string.Concat(cell["source"]!.AsArray().Select(line => line!.GetValue<string>()));

    /// <summary>Puts an output in the place of what a cell had.</summary>
    public static void Replace(JsonObject cell, int count, IReadOnlyDictionary<string, string> content)
    {
        cell["execution_count"] = count;
        JsonObject data = [];
        foreach ((string mimeType, string text) in content)
        {
            string[] lines = text.Split('\n');
            data[mimeType] = new JsonArray([.. lines.Select((line, i) => (JsonNode)JsonValue.Create(i < lines.Length - 1 ? line + "\n" : line)!)]);
        }

        cell["outputs"] = content.Count == 0
            ? []
            : new JsonArray(new JsonObject { ["output_type"] = "execute_result", ["execution_count"] = count, ["data"] = data, ["metadata"] = new JsonObject() });
    }

    /// <summary>The whole file.</summary>
    public string Text => root.ToJsonString(new JsonSerializerOptions { WriteIndented = true, IndentSize = 1, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n";
}
