using System.Text.Json;
using Rebalancer.Model;
using Rebalancer.Previews.Tests;

namespace Rebalancer.Cli.Tests;

public sealed class AdviseTest : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("rebalancer").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("recorded")]
    [InlineData("recorded-numa")]
    public void A_recorded_cloud_is_advised_on_as_expected(string cloud)
    {
        Answer answer = Answer.Of("advise", "--recorded", Repository.PathOf("fixtures", cloud), "--facts", Repository.PathOf("fixtures", cloud, "facts.yaml"));
        Assert.Equal(ExitCode.NotInFull, answer.Exit);
        Assert.Empty(answer.Error);
        Assert.DoesNotContain(answer.Output, c => char.IsControl(c) && c != '\n');
        Expectation.Matches("Rebalancer.Cli.Tests", $"advice-{cloud}", answer.Output);
    }

    [Fact]
    public void A_snapshot_gets_the_same_advice_as_its_recording()
    {
        string cluster = Path.Combine(folder, "cluster.json");
        string[] recording = ["--recorded", Repository.PathOf("fixtures", "recorded"), "--facts", Repository.PathOf("fixtures", "recorded", "facts.yaml")];
        Answer.Of(["snapshot", .. recording, "--out", cluster]);
        Assert.Equal(Answer.Of(["advise", .. recording, "--json"]).Output, Answer.Of("advise", cluster, "--json").Output);
    }

    [Fact]
    public void The_operators_guides_own_sample_is_told_to_be_in_the_wrong_section()
    {
        string facts = Path.Combine(folder, "facts.yaml");
        File.WriteAllText(facts, File.ReadAllText(Repository.PathOf("fixtures", "recorded", "facts.yaml")) + """

              - name: [compute1, compute2]
                novaConf:
                  notifications:
                    live_migration_parallel_connections: 4
                    live_migration_permit_post_copy: false
            """);
        Answer answer = Answer.Of("advise", "--recorded", Repository.PathOf("fixtures", "recorded"), "--facts", facts);
        Assert.Contains("[advice.option-section]", answer.Output, StringComparison.Ordinal);
        Assert.Contains("\n      [libvirt]\n      live_migration_parallel_connections = 4\n      live_migration_permit_post_copy = false\n", answer.Output, StringComparison.Ordinal);

        // In the section where Nova looks, the options are facts like any other.
        File.WriteAllText(facts, File.ReadAllText(facts).Replace("notifications:", "libvirt:", StringComparison.Ordinal));
        answer = Answer.Of("advise", "--recorded", Repository.PathOf("fixtures", "recorded"), "--facts", facts);
        Assert.DoesNotContain("[advice.option-section]", answer.Output, StringComparison.Ordinal);
        Assert.Contains("[advice.parallel-connections]", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Notes_alone_leave_nothing_to_mend_and_errors_come_as_json()
    {
        Host[] hosts = [.. TinyCloud.Cloud.Hosts];
        Answer sound = Answer.Of(Answer.With(Cluster.Build(new ClusterParts { Hosts = [.. hosts] }).OrThrow()), "advise", "--recorded", ".");
        Assert.Equal((ExitCode.Done, "Advice on 3 hosts and 0 instances: nothing to mend\n"), (sound.Exit, sound.Output));

        hosts[0] = hosts[0] with { NovaConf = [new NovaOption("DEFAULT", "cpu_shared_set", "0-3\u001b[31m")] };
        CliEnvironment environment = Answer.With(Cluster.Build(new ClusterParts { Hosts = [.. hosts] }).OrThrow());
        Answer troubled = Answer.Of(environment, "advise", "--recorded", ".", "--json");
        Assert.Equal(ExitCode.NotInFull, troubled.Exit);
        JsonElement finding = troubled.Json().GetProperty("findings").EnumerateArray().Single();
        Assert.Equal(("error", "advice.option-section"), (finding.GetProperty("severity").GetString(), finding.GetProperty("code").GetString()));
        Assert.DoesNotContain('\u001b', Answer.Of(environment, "advise", "--recorded", ".").Output);
    }

    [Theory]
    [InlineData("advise", "Give one of a cluster file, --cloud and --recorded.")]
    [InlineData("advise cluster.json --recorded .", "Give one of a cluster file, --cloud and --recorded.")]
    [InlineData("advise missing.json", "There is no file 'missing.json'.")]
    public void Without_one_cloud_there_is_no_advice(string args, string message)
    {
        Answer answer = Answer.Of(args.Split(' '));
        Assert.Equal(ExitCode.BadInput, answer.Exit);
        Assert.Contains(message, answer.Error, StringComparison.Ordinal);
    }
}
