using System.Text;
using System.Text.Json;
using Rebalancer.Cli.Execution;
using Rebalancer.Execution;
using Rebalancer.Execution.Journals;
using Rebalancer.Execution.Runs;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.OpenStack.Connections;
using Rebalancer.OpenStack.Facts;
using Rebalancer.Planning;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.OpenStack.IntegrationTests;

/// <summary>A run of a plan on the lab, from the seeded lab to a sound one.</summary>
internal sealed class Scenario : IAsyncDisposable
{
    private readonly Lab lab;
    private readonly string folder = Directory.CreateTempSubdirectory("rebalancer-").FullName;

    private readonly CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(Stop);
    private readonly List<Task> runs = [];

    private Scenario(Lab lab, LabState before)
    {
        this.lab = lab;
        Before = before;
    }

    /// <summary>The lab before the run.</summary>
    public LabState Before { get; }

    /// <summary>How the runs go: patient for seconds only, planned anew by what the command plans with.</summary>
    public ExecutionOptions Options => new()
    {
        PollInterval = TimeSpan.FromMilliseconds(500),
        Patience = TimeSpan.FromSeconds(10),
        RetryDelay = TimeSpan.FromSeconds(1),
        SchedulerSync = lab.SchedulerSync,
        Replanner = new CloudReplanner(
            () => ReadAsync().GetAwaiter().GetResult(), (cluster, goal, options) => Planner.Plan(cluster, goal, options, cancellation: Stop)),
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Begins on the lab as it was seeded, with every server on its host; what an earlier test has left otherwise is made anew.</summary>
    public static async Task<Scenario> BeginAsync(Lab lab)
    {
        foreach (JsonElement service in (await lab.GetAsync("/os-services?binary=nova-compute")).GetProperty("services").EnumerateArray()
            .Where(service => service.GetProperty("status").GetString() == "disabled"))
        {
            await lab.SendAsync(HttpMethod.Put, $"/os-services/{service.GetProperty("id").GetString()}", """{"status": "enabled"}""");
        }

        LabState now = await LabState.ReadAsync(lab);
        if (!IsAsSeeded(now, await File.ReadAllTextAsync(Path.Combine(lab.Scripts, "examples", "seed.json"), Stop)))
        {
            await lab.RunAsync("seed", "--clear");

            // What a test left under way when it failed, Nova does not let go of. The audit takes seconds of CPU: only where there is such a thing.
            if ((await (await LabState.ReadAsync(lab)).LeaksAsync(lab)).Length > 0)
            {
                await lab.RunAsync("manage", "placement", "audit", "--delete");
            }

            await lab.RunAsync("seed");
        }

        return await AsItIsAsync(lab);
    }

    /// <summary>Begins on the lab as it is, except that live migrations of every server but the seeded one that is stuck come to an end.</summary>
    public static async Task<Scenario> AsItIsAsync(Lab lab)
    {
        LabState state = await LabState.ReadAsync(lab);
        LabServer[] stalling = [.. state.Servers.Values.Where(server => server.Name != "stuck-1" && server.Metadata.Contains("lab_live=stall", StringComparison.Ordinal))];
        if (stalling.Length > 0)
        {
            await Task.WhenAll(stalling.Select(server => lab.TellDriverAsync(server.Id, "lab_live", "ok")));
            state = await LabState.ReadAsync(lab);
        }

        Assert.All(state.Services, service => Assert.StartsWith("enabled, up", service.Value, StringComparison.Ordinal));
        return new Scenario(lab, state);
    }

    /// <summary>Leaves what still runs.</summary>
    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        await Task.WhenAll(runs).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        over.Dispose();
    }

    /// <summary>Reads the lab through the library.</summary>
    public async Task<Cluster> ReadAsync(string facts = "") =>
        (await LiveCloud.ReadAsync(lab.Connection, FactsFile.Read(Encoding.UTF8.GetBytes("format: rebalancer/facts\nversion: 1\n" + facts), "facts.yaml").OrThrow(), cancellation: Stop)).OrThrow();

    /// <summary>A proven plan.</summary>
    public static Plan PlanFor(Cluster cluster, Goal goal)
    {
        Plan plan = Planner.Plan(cluster, goal, new PlanningOptions { Profile = Profile.PlainNova, WorkLimit = 5 }, cancellation: Stop);
        PlanProof proof = PlanVerifier.Verify(cluster, plan);
        Assert.True(proof.IsProven, string.Join("; ", proof.Violations.Select(violation => violation.Message)));
        return plan;
    }

    /// <summary>Starts to run a plan.</summary>
    public ScenarioRun Start(Cluster cluster, Plan plan, ExecutionOptions? options = null, CloudConnection? connection = null)
    {
        ScenarioRun run = new();
        run.Report = RunAsync(cluster, plan, options, connection, run, run.Control);
        runs.Add(run.Report);
        return run;
    }

    /// <summary>Runs a plan to its end.</summary>
    public async Task<ExecutionReport> RunAsync(
        Cluster cluster, Plan plan, ExecutionOptions? options = null, CloudConnection? connection = null,
        IProgress<ExecutionEvent>? progress = null, RunControl? control = null)
    {
        using Journal journal = Journal.Create(Path.Combine(folder, Path.GetRandomFileName()));
        return await new PlanExecutor(new NovaCloud(connection ?? lab.Connection), options ?? Options).RunAsync(cluster, plan, journal, control, progress, over.Token);
    }

    /// <summary>What failed in a run, to be read when it should not have.</summary>
    public static string Failures(ExecutionReport report) => string.Join("; ", report.Steps.Where(pair => pair.End is { Outcome: StepOutcome.Failed }).Select(pair => pair.End!.Message));

    private static bool IsAsSeeded(LabState now, string seed)
    {
        using JsonDocument document = JsonDocument.Parse(seed);
        SortedSet<string> wanted = new(StringComparer.Ordinal);
        foreach (JsonElement servers in document.RootElement.GetProperty("servers").EnumerateArray())
        {
            string[] hosts = [.. servers.GetProperty("hosts").EnumerateArray().Select(host => host.GetString()!)];
            int count = servers.TryGetProperty("count", out JsonElement number) ? number.GetInt32() : 1;
            string metadata = servers.TryGetProperty("metadata", out JsonElement some) ? LabServer.Metadatas(some) : "";
            wanted.UnionWith(Enumerable.Range(0, count).Select(i =>
                $"{servers.GetProperty("name").GetString()!.Replace("{n}", $"{i + 1}", StringComparison.Ordinal)} on {hosts[i % hosts.Length]} ACTIVE {metadata}"));
        }

        return wanted.SetEquals(now.Servers.Values.Select(server => $"{server.Name} on {server.Host} {server.Status} {server.Metadata}{(server.IsLocked ? " locked" : "")}"));
    }
}

/// <summary>A run that goes on while the test does something else.</summary>
internal sealed class ScenarioRun : IProgress<ExecutionEvent>
{
    private readonly Lock gate = new();
    private readonly List<ExecutionEvent> events = [];

    /// <summary>What comes of it.</summary>
    public Task<ExecutionReport> Report { get; set; } = null!;

    /// <summary>The operator's hand on it.</summary>
    public RunControl Control { get; } = new();

    /// <summary>What has happened so far.</summary>
    public ExecutionEvent[] Events
    {
        get
        {
            lock (gate)
            {
                return [.. events];
            }
        }
    }

    void IProgress<ExecutionEvent>.Report(ExecutionEvent value)
    {
        lock (gate)
        {
            events.Add(value);
        }
    }

    /// <summary>Waits for an event of the run.</summary>
    public async Task<T> UntilAsync<T>(Func<T, bool> isIt, string what)
        where T : ExecutionEvent
    {
        await Lab.UntilAsync(
            () =>
            {
                bool has = Events.OfType<T>().Any(isIt);
                Assert.True(has || !Report.IsCompleted, $"the run has ended, and never {what}: {string.Join("; ", Events.OfType<StepEnded>().Select(end => end.End))}");
                return Task.FromResult(has);
            },
            what);
        return Events.OfType<T>().First(isIt);
    }

    /// <summary>Waits until a live migration copies.</summary>
    public Task<StepObserved> UntilItCopiesAsync(Func<MoveStep, bool> which) =>
        UntilAsync<StepObserved>(seen => seen.Step is MoveStep move && which(move) && seen.Status == "running", "it copies");
}
