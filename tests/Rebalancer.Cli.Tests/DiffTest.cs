using System.Text.Json;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;
using Rebalancer.Snapshots;

namespace Rebalancer.Cli.Tests;

public sealed class DiffTest : IDisposable
{
    private static readonly HostName Compute1 = new("compute1");

    private readonly string folder = Directory.CreateTempSubdirectory("rebalancer").FullName;
    private readonly string cluster;
    private readonly string old;
    private readonly string @new;

    public DiffTest()
    {
        cluster = Save("cluster.json", ClusterJson.ToUtf8(TinyCloud.Cloud));
        Plan one = TinyCloud.OneMove(new DrainGoal([Compute1]), Profile.PlainNova);
        old = Save("old.json", PlanJson.ToUtf8(one));
        @new = Save("new.json", PlanJson.ToUtf8(one with { Steps = [new MoveStep(new InstanceId("i-1"), Compute1, new HostName("compute3"), MoveKind.Live) { Id = 1 }] }));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Two_plans_are_compared_and_differences_are_no_failure()
    {
        Answer answer = Answer.Of("diff", old, @new, "--cluster", cluster);
        Assert.Equal((ExitCode.Done, ""), (answer.Exit, answer.Error));
        Assert.Contains("Moves otherwise (2)", answer.Output, StringComparison.Ordinal);
        Assert.Contains("compute1 -> compute3 (live)", answer.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', answer.Output);
        Assert.Contains("i-1 ", Answer.Of("diff", old, @new).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_does_not_differ_from_itself()
    {
        Answer answer = Answer.Of("diff", old, old);
        Assert.Equal(ExitCode.Done, answer.Exit);
        Assert.Contains("No difference", answer.Output, StringComparison.Ordinal);
        Assert.True(Answer.Of("diff", old, old, "--json").Json().GetProperty("isEmpty").GetBoolean());
    }

    [Fact]
    public void As_json_every_instance_has_both_routes()
    {
        JsonElement diff = Answer.Of("diff", old, @new, "--json").Json();
        Assert.Equal(("rebalancer/plan-diff", false), (diff.GetProperty("format").GetString(), diff.GetProperty("isEmpty").GetBoolean()));
        Assert.Equal(
            ["i-4 1 0", "i-1 0 1"],
            diff.GetProperty("routes").EnumerateArray().Select(one => $"{one.GetProperty("instance")} {one.GetProperty("old").GetArrayLength()} {one.GetProperty("new").GetArrayLength()}"));
    }

    [Fact]
    public void As_json_other_terms_are_told()
    {
        string strict = Save("strict.json", PlanJson.ToUtf8(TinyCloud.OneMove(new DrainGoal([Compute1]) { Limits = new PlanLimits { MaxMoves = 3 } }, Profile.PlainNova)));
        JsonElement diff = Answer.Of("diff", old, strict, "--json").Json();
        Assert.False(diff.GetProperty("isEmpty").GetBoolean());
        Assert.Equal(["limits: at most 3 moves"], diff.GetProperty("terms").EnumerateArray().Select(term => $"{term.GetProperty("kind")}: {term.GetProperty("new")[0]}"));
    }

    [Fact]
    public void Page_and_markdown_go_to_files()
    {
        (string page, string markdown) = (Path.Combine(folder, "diff.html"), Path.Combine(folder, "diff.md"));
        Answer answer = Answer.Of("diff", old, @new, "--cluster", cluster, "--html", page, "--markdown", markdown);
        Assert.Equal((ExitCode.Done, ""), (answer.Exit, answer.Output));
        Assert.Equal($"The difference is in {page}.\nThe difference is in {markdown}.\n", answer.Error);
        Assert.StartsWith("<!DOCTYPE html>", File.ReadAllText(page), StringComparison.Ordinal);
        Assert.StartsWith("# old: Drain compute1", File.ReadAllText(markdown), StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_for_another_snapshot_is_warned_of()
    {
        Plan foreign = TinyCloud.OneMove(new DrainGoal([Compute1]), Profile.PlainNova) with { ClusterDigest = new string('0', 64) };
        Answer answer = Answer.Of("diff", old, Save("foreign.json", PlanJson.ToUtf8(foreign)), "--cluster", cluster);
        Assert.Equal(ExitCode.Done, answer.Exit);
        Assert.Contains("another snapshot", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_input_is_told_with_file_and_path()
    {
        string broken = Save("broken.json", "{ \"format\": \"rebalancer/plan\", \"version\": 1, \"goal\": 3 }"u8.ToArray());
        Answer answer = Answer.Of("diff", old, broken);
        Assert.Equal((ExitCode.BadInput, ""), (answer.Exit, answer.Output));
        Assert.Contains($"{broken}:1: $.goal: error", answer.Error, StringComparison.Ordinal);
        Assert.Contains("There is no file 'missing.json'.", Answer.Of("diff", "missing.json", old).Error, StringComparison.Ordinal);
        answer = Answer.Of("diff", old);
        Assert.Equal(ExitCode.BadInput, answer.Exit);
        Assert.Contains("See 'rebalancer diff --help'.", answer.Error, StringComparison.Ordinal);
    }

    private string Save(string name, byte[] content)
    {
        string path = Path.Combine(folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }
}
