using System.Text.Json;

namespace Rebalancer.Tests.Conformance;

/// <summary>Cases recorded from Nova and Placement, by section. Format: <c>fixtures/nova-conformance/README.md</c>.</summary>
/// <remarks>Nothing here knows xunit, so that the conformance command of the benchmarks can compile it in.</remarks>
internal sealed class ConformanceFile
{
    private static readonly Lazy<ConformanceFile> RecordedFile = new(() => Load(Repository.PathOf("fixtures", "nova-conformance", "cases.json")));

    private readonly Dictionary<string, IReadOnlyList<JsonElement>> sections;

    private ConformanceFile(Dictionary<string, IReadOnlyList<JsonElement>> sections) => this.sections = sections;

    /// <summary>The cases of this repository.</summary>
    public static ConformanceFile Recorded => RecordedFile.Value;

    /// <summary>The names of the sections, in the file's order.</summary>
    public IReadOnlyCollection<string> Sections => sections.Keys;

    /// <summary>The cases of a section; none when the file has no such section.</summary>
    public IReadOnlyList<JsonElement> Cases(string section) => sections.GetValueOrDefault(section) ?? [];

    /// <summary>The ids of a section's cases, which name them in test results.</summary>
    public IEnumerable<string> Ids(string section) => Cases(section).Select(IdOf);

    /// <summary>The case with this id.</summary>
    public JsonElement Case(string section, string id) => Cases(section).Single(one => IdOf(one) == id);

    /// <summary>A case's id.</summary>
    public static string IdOf(JsonElement one) => one.GetProperty("id").GetString()!;

    /// <summary>Reads a file of the same format.</summary>
    /// <exception cref="InvalidDataException">It is not JSON, not of this format, or without a case.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ConformanceFile Load(string path)
    {
        using FileStream stream = File.OpenRead(path);
        using JsonDocument document = Parse(stream);
        if (document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty("sections", out JsonElement sections) || sections.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidDataException("The file has no object 'sections'.");
        }

        Dictionary<string, IReadOnlyList<JsonElement>> read = [];
        foreach (JsonProperty section in sections.EnumerateObject())
        {
            if (!read.TryAdd(section.Name, CasesOf(section)))
            {
                throw new InvalidDataException($"The section '{section.Name}' is there twice.");
            }
        }

        return read.Values.Any(cases => cases.Count > 0) ? new ConformanceFile(read) : throw new InvalidDataException("The file has no case.");
    }

    private static JsonDocument Parse(FileStream stream)
    {
        try
        {
            return JsonDocument.Parse(stream);
        }
        catch (JsonException broken)
        {
            throw new InvalidDataException($"The file is not JSON: {broken.Message}", broken);
        }
    }

    private static JsonElement[] CasesOf(JsonProperty section)
    {
        if (section.Value.ValueKind != JsonValueKind.Array)
        {
            throw new InvalidDataException($"The section '{section.Name}' is not a list.");
        }

        JsonElement[] cases = [.. section.Value.EnumerateArray().Select(one => one.Clone())];
        int nameless = Array.FindIndex(cases, one =>
            one.ValueKind != JsonValueKind.Object || !one.TryGetProperty("id", out JsonElement id) || id.ValueKind != JsonValueKind.String);
        return nameless < 0 ? cases : throw new InvalidDataException($"Case {nameless} of section '{section.Name}' is not an object with an 'id'.");
    }
}
