using System.Text.Json;
using System.Text.RegularExpressions;

namespace Rebalancer.Cli.Tests;

/// <summary>The whole way on the recorded clouds: snapshot, check, plan, show, verify.</summary>
public sealed class RecordedCloudTest : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("rebalancer").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("recorded")]
    [InlineData("recorded-numa")]
    public void A_snapshot_shows_every_host_and_can_be_read_again(string cloud)
    {
        Answer answer = Answer.Of("snapshot", "--recorded", Repository.PathOf("fixtures", cloud), "--facts", Repository.PathOf("fixtures", cloud, "facts.yaml"), "--out", InFolder("cluster.json"));
        Assert.Equal(ExitCode.Done, answer.Exit);
        Assert.Contains("compute1", answer.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("error", answer.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(answer.Output + answer.Error, c => char.IsControl(c) && c != '\n');
        Assert.NotEqual(ExitCode.BadInput, Answer.Of("plan", "drain", "compute1", "--cluster", InFolder("cluster.json"), "--work-limit", "0.01").Exit);
    }

    [Fact]
    public void The_first_command_of_the_readme_gives_a_verified_plan()
    {
        Answer answer = Answer.Of("plan", "drain", "compute3", "--recorded", Repository.PathOf("fixtures", "recorded"), "--facts", Repository.PathOf("fixtures", "recorded", "facts.yaml"), "--work-limit", "0.05");
        Assert.InRange(answer.Exit, ExitCode.Done, ExitCode.NotInFull);
        Assert.StartsWith("Drain compute3: ", answer.Output, StringComparison.Ordinal);
        Assert.Contains("Verified: every state", answer.Output, StringComparison.Ordinal);
        Assert.Empty(answer.Error);
        Assert.DoesNotContain(answer.Output, c => char.IsControl(c) && c != '\n');
    }

    [Fact]
    public void A_plan_in_a_file_can_be_shown_and_verified_and_a_spoilt_one_is_unsafe()
    {
        string cluster = Snapshot();
        string plan = InFolder("plan.json");
        Answer planned = Answer.Of("plan", "drain", "compute3", "--cluster", cluster, "--work-limit", "0.05", "--out", plan, "--json");
        Assert.InRange(planned.Exit, ExitCode.Done, ExitCode.NotInFull);
        Assert.Equal(File.ReadAllText(plan).TrimEnd(), planned.Output.TrimEnd());

        Answer verified = Answer.Of("verify", cluster, plan);
        Assert.Equal(ExitCode.Done, verified.Exit);
        Assert.StartsWith("Proven: ", verified.Output, StringComparison.Ordinal);
        Assert.Empty(verified.Error);
        Assert.True(Answer.Of("verify", cluster, plan, "--json").Json().GetProperty("proven").GetBoolean());

        Answer shown = Answer.Of("show", plan, "--cluster", cluster);
        Assert.Equal(ExitCode.Done, shown.Exit);
        Assert.Contains("Stage 1", shown.Output, StringComparison.Ordinal);
        JsonElement summary = Answer.Of("show", plan, "--cluster", cluster, "--json").Json();
        Assert.True(summary.GetProperty("madeForThisCluster").GetBoolean());
        Assert.Equal(planned.Json().GetProperty("steps").GetArrayLength(), summary.GetProperty("steps").GetArrayLength());
        Assert.Equal(ExitCode.Done, Answer.Of("show", plan).Exit);

        // Sending a move to the host it leaves breaks the law whatever the cloud.
        File.WriteAllText(plan, Regex.Replace(File.ReadAllText(plan), "\"destination\": *\"\\w+\"", "\"destination\":\"compute3\""));
        Answer spoilt = Answer.Of("verify", cluster, plan);
        Assert.Equal(ExitCode.NotInFull, spoilt.Exit);
        Assert.StartsWith("Unsafe: ", spoilt.Output, StringComparison.Ordinal);
        Assert.Contains("UNSAFE", Answer.Of("show", plan, "--cluster", cluster).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("evacuate compute3 --fenced", "Evacuate compute3: ", "5 instances end stopped")]
    [InlineData("consolidate", "Consolidate all hosts: ", "hosts in use, of 8")]
    [InlineData("spread --measure memory --max-moves 3", "Spread MEMORY_MB over all hosts in service: ", "MEMORY_MB of 6 hosts, largest")]
    [InlineData("locate --instance web-1 --near-instance db-1", "Bring web-1 near db-1: ", "weighted distance from what they should be near")]
    [InlineData("waves --aggregate rack2 --width 2", "Empty compute4, compute5, compute6, compute7 in waves of 2: ", "  maintain  compute")]
    [InlineData("drain compute1 --survive compute5", "Drain compute1: ", "If compute5 fails: ")]
    [InlineData("--goal goal.json", "2 goals, the most important first: ", "  2. Spread MEMORY_MB over all hosts in service")]
    public void Every_kind_of_goal_gives_a_verified_plan_on_a_cloud_with_a_failed_host(string goal, string title, string line)
    {
        string cluster = InFolder("failed.json");
        File.WriteAllText(cluster, FailedHost.In(File.ReadAllText(Snapshot()), "compute3"));
        string goalFile = InFolder("goal.json");
        File.WriteAllText(
            goalFile,
            """{"format":"rebalancer/goal","version":1,"kind":"list","goals":[{"kind":"drain","hosts":["compute8"]},{"kind":"spread","measures":[{"class":"MEMORY_MB"}]}],"limits":{"maxMoves":5}}""");
        string plan = InFolder("plan.json");
        string[] args = [.. goal.Split(' ').Select(word => word == "goal.json" ? goalFile : word)];
        Answer answer = Answer.Of(["plan", .. args, "--cluster", cluster, "--work-limit", "0.2", "--out", plan]);
        Assert.InRange(answer.Exit, ExitCode.Done, ExitCode.NotInFull);
        Assert.StartsWith(title, answer.Output, StringComparison.Ordinal);
        Assert.Contains(line, answer.Output, StringComparison.Ordinal);
        Assert.Contains("Verified: every state", answer.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, Answer.Of("verify", cluster, plan).Exit);
        Answer shown = Answer.Of("show", plan, "--cluster", cluster, "--json");
        Assert.Equal(ExitCode.Done, shown.Exit);
        Assert.NotEqual(0, shown.Json().GetProperty("goals").GetArrayLength());
    }

    [Fact]
    public void A_check_gives_a_verdict_for_every_destination_and_kind()
    {
        string cluster = Snapshot();
        JsonElement verdicts = Answer.Of("check", cluster, "web-3", "--json").Json().GetProperty("verdicts");
        Assert.Equal(7 * 4, verdicts.GetArrayLength());
        Answer all = Answer.Of("check", cluster, "web-3");
        Assert.Equal(ExitCode.Done, all.Exit);
        Assert.Contains("destination", all.Output, StringComparison.Ordinal);
        Answer evacuation = Answer.Of("check", cluster, "web-3", "compute8", "--kind", "evacuate", "--explain");
        Assert.Equal(ExitCode.NotInFull, evacuation.Exit);
        Assert.Contains("What it asks of Placement", evacuation.Output, StringComparison.Ordinal);
        Assert.Contains("REFUSES - the source's service is as the kind of move needs it", evacuation.Output, StringComparison.Ordinal);
        JsonElement steps = Answer.Of("check", cluster, "web-3", "compute8", "--kind", "evacuate", "--explain", "--json").Json().GetProperty("verdicts")[0].GetProperty("steps");
        Assert.Contains("nova.source-up", steps.EnumerateArray().SelectMany(step => step.GetProperty("refusals").EnumerateArray()).Select(code => code.GetString()));
        Assert.Contains("passes", steps.EnumerateArray().Select(step => step.GetProperty("outcome").GetString()));
        Assert.Equal(ExitCode.BadInput, Answer.Of("check", cluster, "web-3", "--explain").Exit);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[1, 2")]
    [InlineData("{\"format\": \"rebalancer/cluster\", \"version\": 99}")]
    [InlineData("{\"format\": \"something\", \"version\": 1}")]
    [InlineData("<html><body>502 Bad Gateway</body></html>")]
    [InlineData("null")]
    public void A_file_that_is_no_cluster_or_plan_gives_findings_and_exit_2(string text)
    {
        string file = InFolder("bad.json");
        File.WriteAllText(file, text);
        foreach (string[] args in new[] { ["check", file, "web"], ["plan", "drain", "compute1", "--cluster", file], ["show", file], new[] { "verify", file, file } })
        {
            Answer answer = Answer.Of(args);
            Assert.Equal(ExitCode.BadInput, answer.Exit);
            Assert.Empty(answer.Output);
            Assert.Contains(": error ", answer.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", answer.Error, StringComparison.Ordinal);
            Assert.NotEqual(0, Answer.Of([.. args, "--json"]).Json().GetProperty("findings").GetArrayLength());
        }
    }

    [Fact]
    public void A_folder_without_recorded_answers_gives_findings_and_exit_2()
    {
        Answer answer = Answer.Of("plan", "drain", "compute1", "--recorded", folder);
        Assert.Equal(ExitCode.BadInput, answer.Exit);
        Assert.Contains(": error ", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_front_lists_plans_to_choose_from()
    {
        string[] recorded = ["--recorded", Repository.PathOf("fixtures", "recorded"), "--facts", Repository.PathOf("fixtures", "recorded", "facts.yaml"), "--work-limit", "3"];
        Answer text = Answer.Of(["plan", "consolidate", "--front", .. recorded]);
        Assert.Equal(ExitCode.Done, text.Exit);
        Assert.Contains("2 plans, none better than another both in hosts in use and in moves", text.Output, StringComparison.Ordinal);
        Assert.Matches(@"\b7 +7 +0 +0 B +0 s +as it is", text.Output);
        Assert.Matches(@"\b6 +6 +3 +12\.6 GiB +26 s +optimal", text.Output);

        Answer json = Answer.Of(["plan", "consolidate", "--front", "--json", .. recorded]);
        using JsonDocument document = JsonDocument.Parse(json.Output);
        Assert.Equal([7, 6], document.RootElement.GetProperty("plans").EnumerateArray().Select(plan => plan.GetProperty("levels")[0].GetProperty("value").GetInt32()));
        Assert.Contains("--max-moves", Answer.Of(["plan", "consolidate", "--front", "--out", InFolder("plan.json"), .. recorded]).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_search_can_be_logged_for_a_plot()
    {
        string log = InFolder("search.csv");
        Answer answer = Answer.Of("plan", "drain", "compute3", "--recorded", Repository.PathOf("fixtures", "recorded"), "--facts", Repository.PathOf("fixtures", "recorded", "facts.yaml"), "--work-limit", "0.05", "--log", log);
        Assert.Equal(ExitCode.Done, answer.Exit);
        string[] lines = File.ReadAllLines(log);
        Assert.Equal("seconds,stage,level,incumbent,bound", lines[0]);
        Assert.Contains(lines, line => line.EndsWith(",placement: greedy,left behind,0,0", StringComparison.Ordinal));
        Assert.All(lines[1..], line => Assert.Equal(5, line.Split(',').Length));
    }

    private string Snapshot()
    {
        string cluster = InFolder("cluster.json");
        Answer answer = Answer.Of("snapshot", "--recorded", Repository.PathOf("fixtures", "recorded"), "--facts", Repository.PathOf("fixtures", "recorded", "facts.yaml"), "--out", cluster, "--json");
        Assert.Equal(ExitCode.Done, answer.Exit);
        Assert.Equal(45, answer.Json().GetProperty("instances").GetInt32());
        return cluster;
    }

    private string InFolder(string name) => Path.Combine(folder, name);
}
