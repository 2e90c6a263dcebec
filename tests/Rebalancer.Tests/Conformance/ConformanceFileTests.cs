using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rebalancer.Tests.Conformance;

/// <summary>What the conformance command relies on: bad files are told from bad cases, and a bad case from a good one.</summary>
public sealed class ConformanceFileTests
{
    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("[1]", "no object 'sections'")]
    [InlineData("""{"sections":3}""", "no object 'sections'")]
    [InlineData("""{"sections":{"numa_fit":{}}}""", "not a list")]
    [InlineData("""{"sections":{"numa_fit":[{"id":"a"},7]}}""", "Case 1 of section 'numa_fit'")]
    [InlineData("""{"sections":{"numa_fit":[],"numa_fit":[]}}""", "there twice")]
    [InlineData("""{"sections":{"numa_fit":[]}}""", "no case")]
    public void A_bad_file_says_what_is_wrong(string text, string problem) =>
        Assert.Contains(problem, Assert.Throws<InvalidDataException>(() => Load(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"sections":{"numa_fit":[{"id":"a"}]}}""")]
    [InlineData("""{"sections":{"unheard_of":[{"id":"a","expected":{}}]}}""")]
    public void A_case_that_cannot_be_run_is_a_mismatch(string text)
    {
        ConformanceFile file = Load(text);
        string section = Assert.Single(file.Sections);
        Assert.NotNull(ConformanceChecks.Run(section, Assert.Single(file.Cases(section))));
    }

    [Theory]
    [InlineData("numa_fit", "fits")]
    [InlineData("numa_fit_pci", "fits")]
    [InlineData("numa_fit_cell", "fits")]
    [InlineData("placement_capacity", "candidate")]
    [InlineData("scheduler_filter", "passes")]
    [InlineData("live_migration_storage", "accepted")]
    public void Every_case_fails_once_its_answer_is_turned_round(string section, string answer)
    {
        int turned = 0;
        foreach (string id in ConformanceFile.Recorded.Ids(section))
        {
            JsonNode recorded = JsonNode.Parse(ConformanceFile.Recorded.Case(section, id).GetRawText())!;
            if (recorded["expected"]![answer] is not { } given)
            {
                continue;
            }

            recorded["expected"]![answer] = !given.GetValue<bool>();
            Assert.True(ConformanceChecks.Run(section, JsonSerializer.SerializeToElement(recorded)) is not null, id);
            turned++;
        }

        Assert.True(turned > 0);
    }

    private static ConformanceFile Load(string text)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, text);
            return ConformanceFile.Load(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
