using System.Text.RegularExpressions;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Planning;
using Rebalancer.Plans;
using Rebalancer.Previews;
using Rebalancer.Snapshots;

namespace Rebalancer.Cli.Tests;

/// <summary>What the README shows is true: its commands run, and its code is the code compiled here.</summary>
public sealed partial class ReadmeTest
{
    private static readonly string Readme = File.ReadAllText(Repository.PathOf("README.md"));

    [Fact]
    public void Its_commands_on_the_recorded_cloud_give_plans()
    {
        string[] commands = [.. Command().Matches(Readme).Select(match => match.Groups["arguments"].Value)];
        Assert.NotEmpty(commands);
        Assert.All(commands, command =>
        {
            string[] arguments = [.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(argument => argument.StartsWith("fixtures/", StringComparison.Ordinal) ? Repository.PathOf(argument) : argument)];
            Answer answer = Answer.Of(arguments);
            Assert.Equal(ExitCode.Done, answer.Exit);
            Assert.Contains("Verified", answer.Output, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Its_sample_of_a_plan_is_what_the_command_prints()
    {
        string sample = Sample().Match(Readme).Groups["text"].Value;
        Answer answer = Answer.Of(
            "plan", "drain", "compute3", "--recorded", Repository.PathOf("fixtures/recorded"), "--facts", Repository.PathOf("fixtures/recorded/facts.yaml"));
        Assert.All(sample.Split('\n').Where(line => line.Length > 0 && line != "..."), line => Assert.Contains(line, answer.Output, StringComparison.Ordinal));
    }

    [Fact]
    public void Its_tour_of_the_goals_is_what_the_commands_print()
    {
        string folder = Directory.CreateTempSubdirectory("rebalancer").FullName;
        try
        {
            string[] recorded = ["--recorded", Repository.PathOf("fixtures/recorded"), "--facts", Repository.PathOf("fixtures/recorded/facts.yaml")];
            string whole = Path.Combine(folder, "cluster.json");
            string failed = Path.Combine(folder, "failed.json");
            Answer.Of(["snapshot", .. recorded, "--out", whole]);
            File.WriteAllText(failed, FailedHost.In(File.ReadAllText(whole), "compute3"));
            string[] stops = Tour().Match(Readme).Groups["text"].Value.Split("$ rebalancer ", StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(["consolidate", "spread", "locate", "waves", "evacuate", "drain", "advise"], stops.Select(stop => stop.Split(' ', '\n').First(word => word != "plan")));
            Assert.All(stops, stop =>
            {
                string[] lines = stop.TrimEnd('\n').Split('\n');
                string[] cloud = lines[0].Contains("evacuate", StringComparison.Ordinal) ? ["--cluster", failed] : recorded;
                Answer answer = Answer.Of([.. lines[0].Split(' '), .. cloud]);
                Assert.InRange(answer.Exit, ExitCode.Done, ExitCode.NotInFull);
                Assert.All(lines.Skip(1), line => Assert.Contains(line, answer.Output, StringComparison.Ordinal));
            });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Its_code_is_compiled_here_and_plans()
    {
        string folder = Directory.CreateTempSubdirectory("rebalancer").FullName;
        try
        {
            string file = Path.Combine(folder, "cluster.json");
            Answer.Of("snapshot", "--recorded", Repository.PathOf("fixtures/recorded"), "--facts", Repository.PathOf("fixtures/recorded/facts.yaml"), "--out", file);
            using StringWriter output = new();
            PrintDrain(file, output);
            Assert.Contains("Drain compute3", output.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        string here = File.ReadAllText(Repository.PathOf("tests", "Rebalancer.Cli.Tests", "ReadmeTest.cs"));
        string compiled = Compiled().Match(here).Groups["code"].Value;
        string shown = Code().Match(Readme).Groups["code"].Value;
        Assert.Equal(Lines(shown), Lines(compiled));
    }

    private static void PrintDrain(string file, TextWriter output)
    {
        // README begins
        Cluster cluster = ClusterJson.ReadFile(file).OrThrow();
        Plan plan = Planner.Plan(cluster, new DrainGoal([new HostName("compute3")]));
        PlanProof proof = PlanVerifier.Verify(cluster, plan);
        PlanText.Write(output, cluster, plan, proof);
        // README ends
    }

    private static IEnumerable<string> Lines(string text) => text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0);

    [GeneratedRegex(@"^dotnet run --project src/Rebalancer\.Cli -- (?<arguments>plan .+)$", RegexOptions.Multiline)]
    private static partial Regex Command();

    [GeneratedRegex(@"```text\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Sample();

    [GeneratedRegex(@"```console\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Tour();

    [GeneratedRegex(@"```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"// README begins\n(?<code>.*?)// README ends", RegexOptions.Singleline)]
    private static partial Regex Compiled();
}
