using System.Text.Json;

namespace Rebalancer.Tests.Conformance;

/// <summary>Cases recorded from Nova and Placement, by section. Format: <c>fixtures/nova-conformance/README.md</c>.</summary>
/// <remarks>Nothing here knows xunit, so that the conformance command of the benchmarks can compile it in.</remarks>
internal sealed class ConformanceFile
{
    private static readonly Lazy<ConformanceFile> RecordedFile = new(() => Load(RecordedPath()));

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
    public static ConformanceFile Load(string path)
    {
        using FileStream stream = File.OpenRead(path);
        using var document = JsonDocument.Parse(stream);
        Dictionary<string, IReadOnlyList<JsonElement>> sections = [];
        foreach (JsonProperty section in document.RootElement.GetProperty("sections").EnumerateObject())
        {
            sections.Add(section.Name, [.. section.Value.EnumerateArray().Select(one => one.Clone())]);
        }

        return new ConformanceFile(sections);
    }

    private static string RecordedPath()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Rebalancer.sln")))
            {
                return Path.Combine(folder.FullName, "fixtures", "nova-conformance", "cases.json");
            }
        }

        throw new DirectoryNotFoundException("No folder above the tests holds Rebalancer.sln.");
    }
}
