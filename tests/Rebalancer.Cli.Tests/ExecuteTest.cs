using Rebalancer.Cli.Execution;
using Rebalancer.Execution.Cloud;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;
using Rebalancer.Snapshots;
using Rebalancer.Testing.Simulation;

namespace Rebalancer.Cli.Tests;

public sealed class ExecuteTest
{
    private readonly string folder = Directory.CreateTempSubdirectory("rebalancer-").FullName;
    private readonly SimulatedCloud cloud = new(TinyCloud.Cloud, TimeProvider.System, 1);

    private CliEnvironment Environment => new()
    {
        ReadLive = (_, _, _, _) => Cluster.Build(TinyCloud.Cloud.ToParts()),
        OpenCloud = (_, _) => new OpenedCloud(cloud),
        PollInterval = TimeSpan.FromMilliseconds(100),
    };

    [Fact]
    public void Steps_are_run_and_a_journal_is_kept_that_is_not_run_again()
    {
        string plan = Write(new DisableStep(new HostName("compute1"), "kernel update") { Id = 1 });
        Answer done = Answer.Of(Environment, "execute", plan, "--cloud", "prod");
        Assert.Equal((ExitCode.Done, "Done: 0 moves done, 1 of 1 steps.\n"), (done.Exit, done.Output));
        Assert.Contains("step 1, disable compute1: done", done.Error, StringComparison.Ordinal);
        Assert.IsType<DisableCommand>(Assert.Single(cloud.Calls).Command);

        Assert.Equal(ExitCode.BadInput, Answer.Of(Environment, "execute", plan, "--cloud", "prod").Exit);
        Answer resumed = Answer.Of(Environment, "resume", plan + ".journal", "--cloud", "prod", "--json");
        Assert.Equal((ExitCode.Done, "completed"), (resumed.Exit, resumed.Json().GetProperty("ending").GetString()));
        Assert.Single(cloud.Calls);
    }

    [Fact]
    public void A_plan_that_is_not_safe_any_more_is_not_begun()
    {
        string plan = Write(new MoveStep(new InstanceId("i-1"), new HostName("compute2"), new HostName("compute3"), MoveKind.Live) { Id = 1 });
        Answer answer = Answer.Of(Environment, "execute", plan, "--cloud", "prod");
        Assert.Equal(ExitCode.NotInFull, answer.Exit);
        Assert.Contains("Nothing was done", answer.Error, StringComparison.Ordinal);
        Assert.Empty(cloud.Calls);
        Assert.False(File.Exists(plan + ".journal"));
    }

    [Fact]
    public void A_dry_run_changes_nothing()
    {
        string plan = Write(
            new DisableStep(new HostName("compute1"), "kernel update") { Id = 1 },
            new MoveStep(new InstanceId("i-1"), new HostName("compute1"), new HostName("compute2"), MoveKind.Cold) { Id = 2, After = [1] },
            new ConfirmStep(new InstanceId("i-1"), 2) { Id = 3, After = [2] });
        Answer answer = Answer.Of(Environment, "execute", plan, "--cloud", "prod", "--dry-run");
        Assert.Equal((ExitCode.Done, "step 2, cold web: compute1 -> compute2: Placement has room"), (answer.Exit, answer.Output.Split('\n')[0]));
        Assert.Empty(cloud.Calls);
        Assert.False(File.Exists(plan + ".journal"));
    }

    [Theory]
    [InlineData("execute", "--cloud", "prod")]
    [InlineData("execute", "plan.json", "--undo", "journal", "--cloud", "prod")]
    [InlineData("execute", "--undo", "none", "--cloud", "prod")]
    [InlineData("execute", "--undo", "none", "--journal", "other", "--cloud", "prod")]
    public void A_run_needs_a_plan_or_a_journal_to_undo(params string[] arguments) =>
        Assert.Equal(ExitCode.BadInput, Answer.Of(Environment, arguments).Exit);

    [Fact]
    public void A_journal_that_is_not_there_is_bad_input() =>
        Assert.Equal(ExitCode.BadInput, Answer.Of(Environment, "resume", Path.Combine(folder, "none"), "--cloud", "prod").Exit);

    private string Write(params PlanStep[] steps)
    {
        string path = Path.Combine(folder, "plan.json");
        File.WriteAllBytes(path, PlanJson.ToUtf8(new Plan
        {
            Goal = new DrainGoal([new HostName("compute1")]),
            Profile = Profile.PlainNova,
            Outcome = PlanOutcome.Feasible,
            Steps = [.. steps],
        }));
        return path;
    }
}
