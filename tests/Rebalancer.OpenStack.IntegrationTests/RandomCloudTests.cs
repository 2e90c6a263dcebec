using System.Globalization;
using System.Text.Json;
using Rebalancer.Execution;
using Rebalancer.Execution.Journals;
using Rebalancer.Execution.Runs;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Planning;
using Rebalancer.Plans;
using Rebalancer.Rules;
using Rebalancer.Snapshots;

namespace Rebalancer.OpenStack.IntegrationTests;

/// <summary>Plans for a cloud that was drawn from a number, on hosts with cells, pinned CPUs, huge pages and devices (<c>test-random</c>): Nova takes every move.</summary>
[Collection("lab")]
public sealed class RandomCloudTests(Lab lab, ITestOutputHelper output) : IClassFixture<Lab>
{
    private readonly string folder = Directory.CreateTempSubdirectory("rebalancer-").FullName;
    private readonly List<string> refused = [];
    private int planned;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The number of the cloud, which also says which host is drained; <c>REBALANCER_SEED</c> in the environment.</summary>
    private static int Seed => int.Parse(Environment.GetEnvironmentVariable("REBALANCER_SEED") ?? "1", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Nova_takes_every_move_of_a_drain_a_consolidation_and_a_spread()
    {
        foreach (LabServer failed in (await LabState.ReadAsync(lab)).Servers.Values.Where(server => server.Status == "ERROR"))
        {
            await lab.DeleteAsync(failed.Id);
        }

        Cluster cluster = await lab.ReadNumaAsync();
        await RunAsync("drain", DrainOf(cluster));
        await RunAsync("consolidate", new ConsolidateGoal());
        await RunAsync("spread", new SpreadGoal());
        Assert.True(refused.Count == 0, $"Nova did not take {refused.Count} moves; clouds, plans and journals: {folder}\n{string.Join('\n', refused)}");
        Assert.True(planned > 0, $"cloud {Seed} shows nothing: no goal plans a move of it");
    }

    /// <summary>A drain of the first host, from that of the number on, that anything can leave.</summary>
    private static DrainGoal DrainOf(Cluster cluster)
    {
        DrainGoal[] goals = [.. cluster.Hosts.Where(host => !cluster.InstancesOn(cluster.IndexOf(host.Name)).IsEmpty).Select(host => new DrainGoal([host.Name]) { EnablesAfter = true })];
        int first = Seed % goals.Length;
        return goals[first..].Concat(goals[..first]).FirstOrDefault(goal => PlanFor(cluster, goal).Steps.OfType<MoveStep>().Any()) ?? goals[first];
    }

    private static Plan PlanFor(Cluster cluster, Goal goal) =>
        Planner.Plan(cluster, goal, new PlanningOptions { Profile = Profile.PlainNova, WorkLimit = 3, FindsRelaxations = false }, cancellation: Stop);

    /// <summary>Runs a plan without a second try and without planning anew, so that a refused move shows.</summary>
    private async Task RunAsync(string name, Goal goal)
    {
        Cluster cluster = await lab.ReadNumaAsync();
        Plan plan = PlanFor(cluster, goal);
        Assert.True(PlanVerifier.Verify(cluster, plan).IsProven);
        await File.WriteAllBytesAsync(Path.Combine(folder, $"{name}-cluster.json"), ClusterJson.ToUtf8(cluster), Stop);
        await File.WriteAllBytesAsync(Path.Combine(folder, $"{name}-plan.json"), PlanJson.ToUtf8(plan), Stop);
        using Journal journal = Journal.Create(Path.Combine(folder, $"{name}-journal"));
        ExecutionOptions options = new() { PollInterval = TimeSpan.FromMilliseconds(500), MaxAttempts = 1, SchedulerSync = lab.SchedulerSync };
        ExecutionReport report = await new PlanExecutor(new NovaCloud(lab.Connection), options).RunAsync(cluster, plan, journal, cancellation: Stop);

        (PlanStep Step, StepEnd? End)[] moves = [.. report.Steps.Where(pair => pair.Step is MoveStep)];
        planned += moves.Length;
        output.WriteLine(
            $"cloud {Seed}, {name} of {cluster.Instances.Length} instances: {plan.Outcome}, {moves.Length} planned, {moves.Count(pair => pair.End is { Outcome: StepOutcome.Done })} taken");
        foreach ((PlanStep step, StepEnd? end) in moves.Where(pair => pair.End is not { Outcome: StepOutcome.Done }))
        {
            refused.Add($"{name}: {Text(cluster, (MoveStep)step)}: {(end is null ? "not started" : $"{end.Outcome} ({end.Cause}): {end.Message}{await NovasWordsAsync(end.RequestId, (MoveStep)step)}")}");
            output.WriteLine(refused[^1]);
        }

        Cluster after = await lab.ReadNumaAsync();
        Assert.Equal(cluster.Instances.Select(instance => instance.Id), after.Instances.Select(instance => instance.Id));
        Assert.DoesNotContain(after.Instances, instance => instance.VmState == VmState.Error || instance.TaskState is not null || instance.Allocations.IsEmpty);
        Assert.Empty(after.MovesInFlight);
        Assert.All(after.Hosts, host => Assert.Empty(host.OtherUsage));
    }

    /// <summary>What Nova wrote down of a request: its events with host and result, and where the code failed.</summary>
    private async Task<string> NovasWordsAsync(string? request, MoveStep move)
    {
        if (request is null)
        {
            return "";
        }

        JsonElement actions = (await lab.GetAsync($"/servers/{move.Instance}/os-instance-actions")).GetProperty("instanceActions");
        if (!actions.EnumerateArray().Any(action => action.GetProperty("request_id").GetString() == request))
        {
            return $"\n  {request}: no action of Nova";
        }

        JsonElement action = (await lab.GetAsync($"/servers/{move.Instance}/os-instance-actions/{request}")).GetProperty("instanceAction");
        return $"\n  {request}: {action.GetProperty("action")} at {action.GetProperty("start_time")}\n{string.Join('\n', action.GetProperty("events").EnumerateArray().Select(one => $"    {one}"))}";
    }

    private static string Text(Cluster cluster, MoveStep move)
    {
        Instance instance = cluster.Instances[cluster.IndexOf(move.Instance)];
        return $"{instance.Name} ({instance.Flavor.Name}) {move.Kind} {move.Source} -> {move.Destination}";
    }
}
