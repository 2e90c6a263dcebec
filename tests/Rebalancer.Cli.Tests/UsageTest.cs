namespace Rebalancer.Cli.Tests;

public class UsageTest
{
    public static TheoryData<string> Commands => ["snapshot", "check", "advise", "plan drain", "show", "diff", "verify", "execute", "resume"];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_command_has_help_with_examples_and_exit_codes(string command)
    {
        Answer answer = Answer.Of([.. command.Split(' '), "--help"]);
        Assert.Equal(ExitCode.Done, answer.Exit);
        Assert.Empty(answer.Error);
        Assert.Contains($"  rebalancer {command} ", answer.Output, StringComparison.Ordinal);
        Assert.Contains("Exit codes:", answer.Output, StringComparison.Ordinal);
        Assert.Contains("--json", answer.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_example_of_the_help_is_understood(string command)
    {
        string help = Answer.Of([.. command.Split(' '), "--help"]).Output;
        string[] examples = [.. help.Split('\n').Where(line => line.StartsWith("  rebalancer " + command, StringComparison.Ordinal) && !line.Contains("[options]", StringComparison.Ordinal))];
        Assert.NotEmpty(examples);
        foreach (string example in examples)
        {
            // A shell would take the redirection; the missing inputs are the one thing wrong with the rest.
            string[] args = [.. example.Split('>')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(word => word.Replace("fixtures/", "missing/", StringComparison.Ordinal))];
            Answer answer = Answer.Of(args);
            Assert.Equal(ExitCode.BadInput, answer.Exit);
            Assert.StartsWith("error: There is no f", answer.Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("plan")]
    public void A_call_without_a_command_shows_the_help_as_an_error(string args)
    {
        Answer answer = Answer.Of(args.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(ExitCode.BadInput, answer.Exit);
        Assert.Empty(answer.Output);
        Assert.Contains("Commands:", answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plan drian compute1", "Unrecognized command or argument 'drian'")]
    [InlineData("plan drain", "Required argument 'host' missing")]
    [InlineData("plan --cluster cluster.json", "Option '--goal' is required")]
    [InlineData("plan --goal goal.json --headroom 2", "--headroom takes a number")]
    [InlineData("plan evacuate --fenced", "Required argument 'host' missing")]
    [InlineData("plan locate --near-host compute1", "Option '--instance' is required")]
    [InlineData("plan locate --instance web --near-host compute1 --weight 0", "--weight takes a whole number from 1 to 1000000, not '0'")]
    [InlineData("plan spread --across cell", "cell")]
    [InlineData("plan spread --window 90", "--window takes a length of time such as 45s, 90m or 1h30m, not '90'")]
    [InlineData("plan spread --window 0m", "not '0m'")]
    [InlineData("plan waves compute1 --width 0", "--width takes a whole number of at least 1")]
    [InlineData("plan drain compute1 --headroom 1", "--headroom takes a number from 0 to below 1, not '1'")]
    [InlineData("plan drain compute1 --headroom NaN", "--headroom takes a number")]
    [InlineData("plan drain compute1 --kinds live,hot", "not 'hot'")]
    [InlineData("plan drain compute1 --workers 0", "--workers takes a whole number from 1 to 256, not '0'")]
    [InlineData("plan drain compute1 --max-moves 99999999999", "--max-moves takes a whole number of at least 0")]
    [InlineData("plan drain compute1 --time-limit -1", "--time-limit takes a number above 0")]
    [InlineData("plan drain compute1 --work-limit 0", "--work-limit takes a number above 0")]
    [InlineData("plan drain compute1 --same-cpu-model=perhaps", "perhaps")]
    [InlineData("plan drain compute1 --profile green-hat", "green-hat")]
    [InlineData("check", "Required argument")]
    [InlineData("snapshot --recorded .", "--out")]
    [InlineData("verify a.json b.json --nonsense", "--nonsense")]
    public void A_wrong_call_is_told_what_is_wrong_with_it(string args, string message)
    {
        Answer answer = Answer.Of(args.Split(' '));
        Assert.Equal(ExitCode.BadInput, answer.Exit);
        Assert.Empty(answer.Output);
        Assert.Contains(message, answer.Error, StringComparison.Ordinal);
        Assert.Contains("--help", answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plan drain compute1", "Give one of --cluster, --cloud and --recorded.")]
    [InlineData("plan drain compute1 --cluster a.json --recorded .", "Give one of --cluster, --cloud and --recorded.")]
    [InlineData("plan drain compute1 --cluster a.json --facts f.yaml", "--facts goes with --cloud or --recorded")]
    [InlineData("plan drain compute1 --recorded . --no-disable --enable-after", "--no-disable")]
    [InlineData("plan drain compute1 --recorded . --first web", "--first goes with --urgent.")]
    [InlineData("plan --headroom 0.1 drain compute1 --recorded .", "--headroom belongs behind 'drain'.")]
    [InlineData("plan --goal missing.json --recorded .", "There is no file 'missing.json'.")]
    [InlineData("plan consolidate --recorded . --weight compute1", "--weight takes a host and a whole number from 0 to 1000000, as compute1=350, not 'compute1'.")]
    [InlineData("plan consolidate --recorded . --weight compute1=-1", "not 'compute1=-1'")]
    [InlineData("plan consolidate --recorded . --weight compute9=1", "no host 'compute9'")]
    [InlineData("plan spread --recorded . --measure VGPU", "a resource class, not 'VGPU'. The cluster has ")]
    [InlineData("plan spread --recorded . --measure vcpu=0", "--measure takes a weight above 0")]
    [InlineData("plan locate --recorded . --instance web", "Say what they should be near")]
    [InlineData("plan locate --recorded . --instance web --near-rack r9", "No host is in a rack 'r9'. There are r1.")]
    [InlineData("plan locate --recorded . --instance web --near-zone az-9", "No host is in a zone 'az-9'. There are az-1.")]
    [InlineData("plan waves --recorded .", "Give either hosts or --aggregate.")]
    [InlineData("plan waves compute1 --recorded . --aggregate rack-1", "Give either hosts or --aggregate.")]
    [InlineData("plan waves --recorded . --aggregate rack-9", "no aggregate 'rack-9'. It has rack-1, nobody.")]
    [InlineData("plan waves --recorded . --aggregate nobody", "The aggregate 'nobody' has no hosts.")]
    [InlineData("plan spread --recorded . --survive compute9", "no host 'compute9'")]
    [InlineData("plan spread --recorded . --survive-rack r9", "No host is in a rack 'r9'. There are r1.")]
    [InlineData("plan drain compute9 --recorded .", "no host 'compute9'. It has compute1, compute2, compute3.")]
    [InlineData("plan drain compute1 --recorded . --leave-alone-instance twin", "2 instances have the name 'twin'; give the id of one: i-2, i-3.")]
    [InlineData("plan drain compute1 --recorded . --leave-alone-instance nobody", "no instance with the id or name 'nobody'")]
    [InlineData("plan drain compute1 --recorded . --starts-at tomorrow", "--starts-at takes a moment")]
    [InlineData("plan drain compute1 --recorded . --max-ram-overcommit much", "--max-ram-overcommit takes a number above 0 or none")]
    [InlineData("plan drain compute1 --recorded missing-folder", "There is no folder 'missing-folder'.")]
    [InlineData("plan drain compute1 --recorded . --facts missing.yaml", "There is no file 'missing.yaml'.")]
    [InlineData("plan drain compute1 --cloud a --recorded .", "Give one of --cluster, --cloud and --recorded.")]
    [InlineData("snapshot --out c.json", "Give one of --cloud and --recorded.")]
    [InlineData("check cluster.json", "Give a cluster file (or --cloud, --recorded) and an instance.")]
    [InlineData("check --recorded . web compute1 compute2", "Give an instance and perhaps a host; the cluster is named already.")]
    [InlineData("check . web", "'.' is a folder, not a file.")]
    [InlineData("show missing.json", "There is no file 'missing.json'.")]
    [InlineData("verify missing.json plan.json", "There is no file 'missing.json'.")]
    public void Bad_input_is_one_line_and_exit_2(string args, string message)
    {
        Answer answer = Answer.Of(TinyCloud.Planner(Plans.PlanOutcome.Optimal), args.Split(' '));
        Assert.Equal(ExitCode.BadInput, answer.Exit);
        Assert.Empty(answer.Output);
        Assert.Contains(message, answer.Error, StringComparison.Ordinal);
        Assert.Single(answer.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void With_json_an_error_is_a_document_too()
    {
        Answer answer = Answer.Of("show", "missing.json", "--json");
        Assert.Equal(ExitCode.BadInput, answer.Exit);
        Assert.Equal("rebalancer/error", answer.Json().GetProperty("format").GetString());
        Assert.Equal("There is no file 'missing.json'.", answer.Json().GetProperty("message").GetString());
        Assert.NotEmpty(answer.Error);
    }

    [Fact]
    public void A_hostile_argument_cannot_colour_the_terminal()
    {
        Answer answer = Answer.Of("show", "\u001b[31m.json");
        Assert.DoesNotContain('\u001b', answer.Error);
    }

    [Fact]
    public void An_argument_that_begins_with_an_at_sign_is_no_file_of_arguments() =>
        Assert.Contains("There is no file '@args'", Answer.Of("show", "@args").Error, StringComparison.Ordinal);
}
