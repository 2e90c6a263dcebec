using Rebalancer.Findings;
using Rebalancer.Model;
using Rebalancer.OpenStack.Facts;
using Rebalancer.OpenStack.Live;

namespace Rebalancer.Cli.Tests;

public sealed class LiveCloudTest
{
    private readonly List<(string Name, FactsFile? Facts)> asked = [];

    private CliEnvironment Environment => new()
    {
        ReadLive = (name, facts, progress, _) =>
        {
            asked.Add((name, facts));
            progress?.Report(new ReadingProgress(1, 2, "compute /servers/detail"));
            return Cluster.Build(TinyCloud.Cloud.ToParts() with { Doubts = [new Finding(Severity.Warning, "answers.in-flight", "$", "something was moving")] });
        },
    };

    [Fact]
    public void A_cloud_is_read_by_its_name_for_every_command_that_takes_a_cluster()
    {
        Assert.Equal(ExitCode.Done, Answer.Of(Environment, "check", "--cloud", "prod", "web").Exit);
        Assert.Equal(ExitCode.Done, Answer.Of(Environment, "facts", "--cloud", "prod").Exit);
        Assert.NotEqual(ExitCode.BadInput, Answer.Of(Environment, "plan", "drain", "compute1", "--cloud", "prod").Exit);
        Assert.Equal(["prod", "prod", "prod"], asked.Select(one => one.Name));
    }

    [Fact]
    public void What_was_doubtful_is_told_and_stands_in_the_cluster_file()
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("rebalancer-").FullName, "cluster.json");

        Answer snapshot = Answer.Of(Environment, "snapshot", "--cloud", "prod", "--out", file);

        Assert.Equal(ExitCode.Done, snapshot.Exit);
        Assert.Contains("something was moving", snapshot.Error, StringComparison.Ordinal);
        Assert.Contains("something was moving", File.ReadAllText(file), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cloud_that_cannot_be_read_is_bad_input_in_one_line()
    {
        CliEnvironment environment = new()
        {
            ReadLive = (_, _, _, _) => new Checked<Cluster>(null, [new Finding(Severity.Error, "cloud.unreachable", "$", "nobody answers", "prod")]),
        };

        Answer answer = Answer.Of(environment, "check", "--cloud", "prod", "web");

        Assert.Equal((ExitCode.BadInput, "prod: $: error cloud.unreachable: nobody answers\n"), (answer.Exit, answer.Error));
    }

    [Fact]
    public void A_cloud_of_no_clouds_file_is_bad_input()
    {
        Answer answer = Answer.Of("facts", "--cloud", "no such cloud of anybody");

        Assert.Equal(ExitCode.BadInput, answer.Exit);
        Assert.Contains("sign-in.no-cloud", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reading_that_is_interrupted_is_not_in_time()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        CliEnvironment environment = new() { ReadLive = (_, _, _, stop) => throw new OperationCanceledException(stop) };

        Answer answer = Answer.Of(environment, source.Token, "check", "--cloud", "prod", "web");

        Assert.Equal((ExitCode.NotInTime, "Cancelled before there was an answer.\n"), (answer.Exit, answer.Error));
    }

    [Fact]
    public void A_facts_file_to_fill_in_never_takes_the_place_of_one_that_is_there()
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("rebalancer-").FullName, "facts.yaml");

        Assert.Equal(ExitCode.Done, Answer.Of(Environment, "facts", "--cloud", "prod", "--out", file).Exit);
        string written = File.ReadAllText(file);
        Answer again = Answer.Of(Environment, "facts", "--cloud", "prod", "--out", file);

        Assert.Equal(ExitCode.BadInput, again.Exit);
        Assert.Equal($"error: '{file}' is there already, and is left as it is.\n", again.Error.Split("moving\n")[^1]);
        Assert.Equal(written, File.ReadAllText(file));
        Assert.Equal(ExitCode.Done, Answer.Of(Environment, "check", "--cloud", "prod", "--facts", file, "web").Exit);
        Assert.NotNull(asked[^1].Facts);
    }

    [Fact]
    public void Missing_facts_are_a_document_with_json()
    {
        Answer answer = Answer.Of(Environment, "facts", "--cloud", "prod", "--json");

        Assert.Equal("rebalancer/missing-facts", answer.Json().GetProperty("format").GetString());
        Assert.Contains(answer.Json().GetProperty("facts").EnumerateArray(), fact =>
            fact.GetProperty("key").GetString() == "releases.nova" && fact.GetProperty("why").GetString()!.Length > 0);
    }
}
