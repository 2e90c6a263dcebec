using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Rebalancer.Cli.Tests;

/// <summary>Files that are broken, contradictory or made to hurt: findings and exit 2, within seconds, and never a stack trace.</summary>
public sealed class HostileFileTest : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("rebalancer").FullName;

    public static TheoryData<string, string> Documents => new()
    {
        { "deep arrays", new string('[', 100_000) },
        { "deep objects", string.Concat(Enumerable.Repeat("{\"hosts\":", 50_000)) },
        { "a number beyond all types", Cluster("\"hosts\": [{\"name\": \"a\", \"hypervisorVersion\": 1" + new string('0', 400) + "}]") },
        { "NaN", Cluster("\"hosts\": [{\"name\": \"a\", \"hypervisorVersion\": NaN}]") },
        { "a number as text", Cluster("\"hosts\": [{\"name\": \"a\", \"hypervisorVersion\": \"NaN\"}]") },
        { "hosts that are a number", Cluster("\"hosts\": 7") },
        { "two hosts of one name", Cluster("\"hosts\": [{\"name\": \"a\"}, {\"name\": \"a\"}]") },
        { "an instance on no host", Cluster("\"instances\": [{\"id\": \"i\", \"host\": \"nowhere\", \"flavor\": {\"vcpus\": 1, \"memoryMiB\": 1}}]") },
        { "half a character", "{\"format\": \"\\ud800\"}" },
        { "zero bytes", new string('\0', 1000) },
    };

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_hostile_document_gives_findings_and_exit_2(string what, string document)
    {
        Assert.NotEmpty(what);
        string file = InFolder("cluster.json");
        File.WriteAllText(file, document);
        AssertRefused(file);
    }

    [Fact]
    public void A_snapshot_cut_short_anywhere_gives_findings_and_exit_2()
    {
        string snapshot = Snapshot();
        string file = InFolder("short.json");
        foreach (int length in Enumerable.Range(0, 12).Select(part => snapshot.Length * part / 12))
        {
            File.WriteAllText(file, snapshot[..length]);
            AssertRefused(file);
        }
    }

    [Theory]
    [InlineData("hosts")]
    [InlineData("instances")]
    public void A_snapshot_with_one_entry_twice_gives_findings_and_exit_2(string list)
    {
        JsonNode snapshot = JsonNode.Parse(Snapshot())!;
        JsonArray entries = snapshot[list]!.AsArray();
        entries.Add(entries[0]!.DeepClone());
        string file = InFolder("twice.json");
        File.WriteAllText(file, snapshot.ToJsonString());
        AssertRefused(file);
    }

    [Fact]
    public void A_hundred_megabytes_of_junk_give_findings_and_exit_2_within_seconds()
    {
        string file = InFolder("junk.json");
        byte[] junk = new byte[1 << 20];
        new Random(1).NextBytes(junk);
        using (FileStream stream = File.Create(file))
        {
            for (int megabyte = 0; megabyte < 100; megabyte++)
            {
                stream.Write(junk);
            }
        }

        AssertRefused(file);
    }

    private static string Cluster(string content) => $"{{\"format\": \"rebalancer/cluster\", \"version\": 1, {content}}}";

    private static void AssertRefused(string file)
    {
        foreach (string[] args in new[] { ["check", file, "web"], ["plan", "drain", "compute1", "--cluster", file], new[] { "verify", file, file } })
        {
            Stopwatch watch = Stopwatch.StartNew();
            Answer answer = Answer.Of(args);
            Assert.Equal(ExitCode.BadInput, answer.Exit);
            Assert.Empty(answer.Output);
            Assert.Contains(": error ", answer.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", answer.Error, StringComparison.Ordinal);
            Assert.DoesNotContain(answer.Error, c => char.IsControl(c) && c != '\n');
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        }
    }

    private string Snapshot()
    {
        string recorded = Repository.PathOf("fixtures", "recorded");
        string file = InFolder("whole.json");
        Assert.Equal(ExitCode.Done, Answer.Of("snapshot", "--recorded", recorded, "--facts", Path.Combine(recorded, "facts.yaml"), "--out", file).Exit);
        return File.ReadAllText(file);
    }

    private string InFolder(string name) => Path.Combine(folder, name);
}
