using System.Text.Json;
using Rebalancer.Benchmarks.Drain;

namespace Rebalancer.Benchmarks.Tests;

/// <summary>The drain family's command on files small enough to read.</summary>
public sealed class DrainCommandTests : IDisposable
{
    private const string Swap = """
        {"hosts": [{"id": "a", "vcpus": 8, "ramMb": 8192}, {"id": "b", "vcpus": 8, "ramMb": 8192}, {"id": "c", "vcpus": 8, "ramMb": 8192}],
         "vms": [{"id": "x", "vcpus": 4, "ramMb": 4096, "host": "a"}, {"id": "y", "vcpus": 4, "ramMb": 4096, "host": "a"}, {"id": "z", "vcpus": 6, "ramMb": 6144, "host": "b"}],
         "drain": ["a"], "antiAffinity": []}
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("benchmarks").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_host_is_emptied_and_the_moves_are_in_the_file()
    {
        (int exit, _, string output) = Run(Swap, "drain");
        Assert.Equal(0, exit);
        using JsonDocument answer = JsonDocument.Parse(output);
        Assert.Equal([("x", "c"), ("y", "c")], answer.RootElement.GetProperty("moves").EnumerateArray()
            .Select(move => (move.GetProperty("vm").GetString()!, move.GetProperty("to").GetString()!)).Order());
    }

    [Theory]
    [InlineData("{", "no JSON")]
    [InlineData("""{"hosts": [], "vms": [], "drain": [], "antiAffinity": []}""", "$.hosts is empty")]
    [InlineData("""{"hosts": [{"id": "a", "vcpus": "many", "ramMb": 1}], "vms": [], "drain": [], "antiAffinity": []}""", "$.hosts[0].vcpus")]
    [InlineData("""{"hosts": [{"id": "a", "vcpus": 1, "ramMb": 1}], "vms": [], "drain": ["b"], "antiAffinity": []}""", "'b'")]
    public void A_bad_file_is_told_with_its_name_and_place(string text, string message)
    {
        (int exit, string error, _) = Run(text, "drain");
        Assert.Equal(2, exit);
        Assert.Contains(Path.Combine(folder, "in.json"), error, StringComparison.Ordinal);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_scenario_is_refused_with_the_usage()
    {
        (int exit, string error, _) = Run(Swap, "dance");
        Assert.Equal(2, exit);
        Assert.Contains("'dance' is no scenario", error, StringComparison.Ordinal);
        Assert.Contains("Usage: drain", error, StringComparison.Ordinal);
    }

    private (int Exit, string Error, string Output) Run(string text, string scenario)
    {
        string file = Path.Combine(folder, "in.json"), output = Path.Combine(folder, "out.json");
        File.WriteAllText(file, text);
        (int exit, string error) = ErrorOutput.Of(() => DrainCommand.Run(["--instance", file, "--scenario", scenario, "--output", output, "--seconds", "1"]));
        return (exit, error, File.Exists(output) ? File.ReadAllText(output) : "");
    }
}
