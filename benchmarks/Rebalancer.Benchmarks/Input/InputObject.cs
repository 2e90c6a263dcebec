using System.IO.Compression;
using System.Text.Json;

namespace Rebalancer.Benchmarks.Input;

/// <summary>A JSON object read from a file, asked field by field; what is wrong is told with its path.</summary>
internal readonly struct InputObject
{
    private readonly JsonElement element;
    private readonly string path;

    private InputObject(JsonElement element, string path)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidDataException($"{path} is no object");
        }

        (this.element, this.path) = (element, path);
    }

    /// <summary>Opens a file, plain or gzip.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is no JSON object.</exception>
    public static InputObject Open(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        if (bytes is [0x1f, 0x8b, ..])
        {
            using GZipStream plain = new(new MemoryStream(bytes), CompressionMode.Decompress);
            using MemoryStream copy = new();
            plain.CopyTo(copy);
            bytes = copy.ToArray();
        }

        try
        {
            return new InputObject(JsonDocument.Parse(bytes).RootElement, "$");
        }
        catch (JsonException bad)
        {
            throw new InvalidDataException($"no JSON: {bad.Message}", bad);
        }
    }

    /// <summary>The path of a field.</summary>
    public string PathOf(string name) => $"{path}.{name}";

    /// <summary>A list of objects.</summary>
    public IEnumerable<InputObject> Objects(string name)
    {
        string where = PathOf(name);
        return List(name).Select((item, index) => new InputObject(item, $"{where}[{index}]"));
    }

    /// <summary>A list of texts.</summary>
    public string[] Texts(string name)
    {
        string where = PathOf(name);
        return [.. List(name).Select((item, index) => TextOf(item, $"{where}[{index}]"))];
    }

    /// <summary>A list of lists of texts.</summary>
    public string[][] TextLists(string name)
    {
        string where = PathOf(name);
        return [.. List(name).Select((item, index) => item.ValueKind == JsonValueKind.Array
            ? item.EnumerateArray().Select((text, inner) => TextOf(text, $"{where}[{index}][{inner}]")).ToArray()
            : throw new InvalidDataException($"{where}[{index}] is no list"))];
    }

    /// <summary>A list of whole numbers.</summary>
    public int[] Indexes(string name, int count)
    {
        string where = PathOf(name);
        return [.. List(name).Select((item, index) => (int)WholeOf(item, $"{where}[{index}]", 0, count - 1))];
    }

    /// <summary>A text.</summary>
    public string Text(string name) => TextOf(Field(name), PathOf(name));

    /// <summary>A text, or nothing.</summary>
    public string? OptionalText(string name) =>
        !element.TryGetProperty(name, out JsonElement found) || found.ValueKind == JsonValueKind.Null ? null : TextOf(found, PathOf(name));

    /// <summary>A whole number.</summary>
    public long Whole(string name, long least, long most) => WholeOf(Field(name), PathOf(name), least, most);

    /// <summary>A number.</summary>
    public double Number(string name, double least, double most)
    {
        JsonElement found = Field(name);
        return found.ValueKind == JsonValueKind.Number && found.TryGetDouble(out double value) && value >= least && value <= most
            ? value
            : throw new InvalidDataException($"{PathOf(name)} is '{found}'; it is a number from {least} to {most}");
    }

    private static string TextOf(JsonElement found, string where) =>
        found.ValueKind == JsonValueKind.String ? found.GetString()! : throw new InvalidDataException($"{where} is '{found}'; it is a text");

    private static long WholeOf(JsonElement found, string where, long least, long most) =>
        found.ValueKind == JsonValueKind.Number && found.TryGetInt64(out long value) && value >= least && value <= most
            ? value
            : throw new InvalidDataException($"{where} is '{found}'; it is a whole number from {least} to {most}");

    private JsonElement Field(string name) =>
        element.TryGetProperty(name, out JsonElement found) ? found : throw new InvalidDataException($"{PathOf(name)} is missing");

    private JsonElement.ArrayEnumerator List(string name)
    {
        JsonElement found = Field(name);
        return found.ValueKind == JsonValueKind.Array ? found.EnumerateArray() : throw new InvalidDataException($"{PathOf(name)} is no list");
    }
}
