using System.Text;
using Rebalancer.Execution;
using Rebalancer.Execution.Journals;
using Rebalancer.Execution.Runs;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.OpenStack.Facts;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.OpenStack.IntegrationTests;

/// <summary>Runs steps on a real Nova.</summary>
[Collection("lab")]
public sealed class ExecutionTests(Lab lab) : IClassFixture<Lab>
{
    private readonly string folder = Directory.CreateTempSubdirectory("rebalancer-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cold_move_is_confirmed_and_its_source_released()
    {
        string id = await lab.ServerAsync("app-1");
        (string source, _, _) = await lab.StateAsync(id);
        string destination = source == "compute1" ? "compute2" : "compute1";
        Cluster cluster = await ReadAsync();
        ExecutionReport report = await RunAsync(
            cluster,
            new MoveStep(new InstanceId(id), new HostName(source), new HostName(destination), MoveKind.Cold) { Id = 1 },
            new ConfirmStep(new InstanceId(id), 1) { Id = 2, After = [1] });

        Assert.Equal((RunEnding.Completed, ""), (report.Ending, Failures(report)));
        Assert.Equal((destination, null, "ACTIVE"), await lab.StateAsync(id));
        await AssertSoundAsync();
    }

    [Fact]
    public async Task A_cold_move_of_an_instance_that_is_not_well_is_reverted()
    {
        string id = await lab.ServerAsync("app-2");
        (string source, _, _) = await lab.StateAsync(id);
        string destination = source == "compute1" ? "compute2" : "compute1";
        Cluster cluster = await ReadAsync();
        ExecutionReport report = await RunAsync(
            cluster,
            new ExecutionOptions { PollInterval = TimeSpan.FromSeconds(1), AfterMove = (_, _, _) => Task.FromResult(new WellBeing(false, "it does not answer")) },
            new MoveStep(new InstanceId(id), new HostName(source), new HostName(destination), MoveKind.Cold) { Id = 1 },
            new ConfirmStep(new InstanceId(id), 1) { Id = 2, After = [1] });

        Assert.Equal(FailureCause.Unwell, report.Steps[0].End!.Cause);
        Assert.Equal((source, null, "ACTIVE"), await lab.StateAsync(id));
        await AssertSoundAsync();
    }

    [Fact]
    public async Task A_migration_that_stalls_is_aborted_and_one_that_fails_is_told_with_novas_words()
    {
        string stuck = await lab.ServerAsync("stuck-1");
        (string source, _, _) = await lab.StateAsync(stuck);
        string destination = source == "compute1" ? "compute2" : "compute1";
        Cluster cluster = await ReadAsync();
        ExecutionReport report = await RunAsync(
            cluster,
            new ExecutionOptions { PollInterval = TimeSpan.FromSeconds(1), StallWindow = TimeSpan.FromSeconds(5), MaxAttempts = 1 },
            new MoveStep(new InstanceId(stuck), new HostName(source), new HostName(destination), MoveKind.Live) { Id = 1 });

        Assert.Equal(FailureCause.Stalled, report.Steps[0].End!.Cause);
        Assert.Equal((source, null, "ACTIVE"), await lab.StateAsync(stuck));
        await AssertSoundAsync();
    }

    [Fact]
    public async Task A_failed_host_is_evacuated_once_it_is_said_to_be_fenced()
    {
        InstanceId id = new(await lab.ServerAsync("db-2"));
        string failed = (await lab.StateAsync(id.Value)).Host;
        string other = failed == "compute6" ? "compute5" : "compute6";
        await lab.RunAsync("host", "kill", failed);
        string service = (await lab.GetAsync($"/os-services?binary=nova-compute&host={failed}")).GetProperty("services")[0].GetProperty("id").GetString()!;
        await lab.SendAsync(HttpMethod.Put, $"/os-services/{service}", """{"forced_down": true}""");
        try
        {
            Cluster unfenced = await ReadAsync();
            MoveStep[] steps = [new MoveStep(id, new HostName(failed), new HostName(other), MoveKind.Evacuate) { Id = 2, After = [1] }];
            DisableStep disable = new(new HostName(failed), "evacuated") { Id = 1 };
            Assert.Equal(FailureCause.NeedsOperator, (await RunAsync(unfenced, [disable, .. steps])).Steps[1].End!.Cause);

            Cluster cluster = await ReadAsync($"hosts: [{{name: {failed}, fenced: true}}]\n");
            ExecutionReport report = await RunAsync(
                cluster, new ExecutionOptions { PollInterval = TimeSpan.FromSeconds(1), StartsEvacuated = true }, [disable, .. steps]);

            Assert.Equal((RunEnding.Completed, ""), (report.Ending, Failures(report)));
            await Lab.UntilAsync(async () => await lab.StateAsync(id.Value) == (other, null, "ACTIVE"), "the instance runs on the other host");
        }
        finally
        {
            // Nova takes a host back only when it has cleaned up what was evacuated from it.
            await lab.RunAsync("host", "start", failed);
            await Lab.UntilAsync(
                async () => (await lab.GetAsync($"/os-migrations?migration_type=evacuation&source_compute={failed}")).GetProperty("migrations").EnumerateArray()
                    .All(migration => migration.GetProperty("status").GetString() != "done"),
                "the host has cleaned up");
            await lab.SendAsync(HttpMethod.Put, $"/os-services/{service}", """{"forced_down": false}""");
            await lab.SendAsync(HttpMethod.Put, $"/os-services/{service}", """{"status": "enabled"}""");
            await Lab.UntilAsync(
                async () => (await lab.GetAsync($"/os-services?binary=nova-compute&host={failed}")).GetProperty("services")[0].GetProperty("state").GetString() == "up",
                "the host is up");
        }
    }

    [Fact]
    public async Task A_drain_that_is_killed_at_every_record_of_its_journal_moves_each_instance_once()
    {
        Cluster cluster = await ReadAsync();
        HostName source = new("compute4");
        InstanceId[] moved = [.. cluster.Instances.Where(instance => instance.Host == source && instance.Name.StartsWith("app-", StringComparison.Ordinal)).Select(instance => instance.Id)];
        Assert.NotEmpty(moved);
        int[] before = await Task.WhenAll(moved.Select(LiveMigrationsAsync));
        PlanStep[] steps =
        [
            new DisableStep(source, "killed again and again") { Id = 1 },
            .. moved.Select((id, i) => new MoveStep(id, source, new HostName("compute6"), MoveKind.BlockLive) { Id = i + 2, After = [1] }),
            new EnableStep(source) { Id = moved.Length + 2, After = [.. Enumerable.Range(1, moved.Length + 1)] },
        ];
        await File.WriteAllBytesAsync(Path.Combine(folder, "plan.json"), Snapshots.PlanJson.ToUtf8(PlanOf(steps)), Stop);
        Command command = await Command.CreateAsync(lab, folder);
        string journal = Path.Combine(folder, "plan.json.journal");
        string[] options = ["--cloud", "lab", "--no-replan", "--request-timeout", "10"];
        int kills = 0;
        while (await command.KillAtAsync(
            journal, 1,
            File.Exists(journal) ? ["resume", "plan.json.journal", .. options] : ["execute", "plan.json", .. options]))
        {
            kills++;
        }

        Assert.InRange(kills, moved.Length * 4, 1000);
        int[] after = await Task.WhenAll(moved.Select(LiveMigrationsAsync));
        Assert.Equal([.. before.Select(count => count + 1)], after);
        foreach (InstanceId id in moved)
        {
            Assert.Equal(("compute6", null, "ACTIVE"), await lab.StateAsync(id.Value));
        }

        await AssertSoundAsync();
    }

    private async Task<int> LiveMigrationsAsync(InstanceId id) =>
        (await lab.GetAsync($"/servers/{id}/os-instance-actions")).GetProperty("instanceActions").EnumerateArray().Count(action => action.GetProperty("action").GetString() == "live-migration");

    private async Task<Cluster> ReadAsync(string facts = "") =>
        (await LiveCloud.ReadAsync(lab.Connection, FactsFile.Read(Encoding.UTF8.GetBytes("format: rebalancer/facts\nversion: 1\n" + facts), "facts.yaml").OrThrow(), cancellation: Stop)).OrThrow();

    private Task<ExecutionReport> RunAsync(Cluster cluster, params PlanStep[] steps) => RunAsync(cluster, new ExecutionOptions { PollInterval = TimeSpan.FromSeconds(1) }, steps);

    private async Task<ExecutionReport> RunAsync(Cluster cluster, ExecutionOptions options, params PlanStep[] steps)
    {
        using Journal journal = Journal.Create(Path.Combine(folder, Path.GetRandomFileName()));
        return await new PlanExecutor(new NovaCloud(lab.Connection), options).RunAsync(cluster, PlanOf(steps), journal, cancellation: Stop);
    }

    private static Plan PlanOf(PlanStep[] steps) => new()
    {
        Goal = new DrainGoal([new HostName("compute4")]),
        Profile = Profile.PlainNova,
        Outcome = PlanOutcome.Feasible,
        Steps = [.. steps],
    };

    private static string Failures(ExecutionReport report) => string.Join("; ", report.Steps.Where(pair => pair.End is { Outcome: StepOutcome.Failed }).Select(pair => pair.End!.Message));

    /// <summary>No instance in error, and every allocation that of an instance where it is.</summary>
    private async Task AssertSoundAsync()
    {
        Cluster cluster = await ReadAsync();
        Assert.Empty(cluster.MovesInFlight);
        Assert.DoesNotContain(cluster.Instances, instance => instance.VmState == VmState.Error || instance.TaskState is not null || instance.Allocations.IsEmpty);
        Assert.All(cluster.Hosts, host => Assert.Empty(host.OtherUsage));
    }
}
