using System.Text.Json;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.OpenStack.IntegrationTests;

/// <summary>A command that is killed (SIGKILL) while it drains a host, and resumed: Nova sees each move once.</summary>
[Collection("lab")]
public sealed class ResumeTests(Lab lab) : IClassFixture<Lab>
{
    private static readonly string[] Options = ["--cloud", "lab", "--no-replan", "--request-timeout", "10"];

    private readonly string folder = Directory.CreateTempSubdirectory("rebalancer-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Journal => Path.Combine(folder, "plan.json.journal");

    [Fact]
    [Trait("half", "short")]
    public async Task A_drain_that_is_killed_while_it_moves_is_resumed()
    {
        await LawAsync(async (command, moved) =>
        {
            // Disabled and told of it, a move begun, marked and sent: some of that is on the disk, the rest is not.
            Assert.True(await command.KillAtAsync(Journal, 7, ["execute", "plan.json", .. Options]));
            Assert.Contains($"{moved.Length} moves", await command.RunAsync(0, ["resume", "plan.json.journal", .. Options]), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_drain_that_is_killed_at_every_record_of_its_journal_moves_each_instance_once()
    {
        await LawAsync(async (command, moved) =>
        {
            int kills = 0;
            while (await command.KillAtAsync(
                Journal, 1,
                File.Exists(Journal) ? ["resume", "plan.json.journal", .. Options] : ["execute", "plan.json", .. Options]))
            {
                kills++;
            }

            Assert.InRange(kills, moved.Length * 4, 1000);
        });
    }

    /// <summary>Whatever is done to the run, each instance is moved once and nothing else has changed.</summary>
    private async Task LawAsync(Func<Command, LabServer[], Task> run)
    {
        Scenario scenario = await Scenario.AsItIsAsync(lab);
        LabServer[][] candidates = [.. scenario.Before.Servers.Values.Where(server => server.Name.StartsWith("app-", StringComparison.Ordinal)).GroupBy(server => server.Host).Select(group => group.ToArray())];
        LabServer[] moved = candidates.MaxBy(servers => servers.Length)!;
        HostName source = new(moved[0].Host);
        HostName destination = new(moved[0].Host == "compute6" ? "compute5" : "compute6");
        int[] before = await Task.WhenAll(moved.Select(LiveMigrationsAsync));
        PlanStep[] steps =
        [
            new DisableStep(source, "killed again and again") { Id = 1 },
            .. moved.Select((server, i) => new MoveStep(new InstanceId(server.Id), source, destination, MoveKind.BlockLive) { Id = i + 2, After = [1] }),
            new EnableStep(source) { Id = moved.Length + 2, After = [.. Enumerable.Range(1, moved.Length + 1)] },
        ];
        await File.WriteAllBytesAsync(Path.Combine(folder, "plan.json"), Snapshots.PlanJson.ToUtf8(HandPlan.Of(new DrainGoal([source]), steps)), Stop);

        await run(await Command.CreateAsync(lab, folder), moved);

        int[] after = await Task.WhenAll(moved.Select(LiveMigrationsAsync));
        Assert.Equal([.. before.Select(count => count + 1)], after);
        LabState state = await scenario.Before.AssertSoundAsync(lab);
        Assert.All(moved, server => Assert.Equal((destination.Value, "ACTIVE"), (state.Servers[server.Id].Host, state.Servers[server.Id].Status)));
    }

    private async Task<int> LiveMigrationsAsync(LabServer server)
    {
        JsonElement actions = (await lab.GetAsync($"/servers/{server.Id}/os-instance-actions")).GetProperty("instanceActions");
        return actions.EnumerateArray().Count(action => action.GetProperty("action").GetString() == "live-migration");
    }
}
