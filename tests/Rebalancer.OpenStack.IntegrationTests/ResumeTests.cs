using System.Text.Json;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.OpenStack.IntegrationTests;

/// <summary>A command that is killed (SIGKILL) while it drains a host, and resumed: Nova sees each move once.</summary>
[Collection("lab")]
public sealed class ResumeTests(Lab lab, ITestOutputHelper output) : IClassFixture<Lab>
{
    private const string Journal = "plan.json.journal";

    private static readonly string[] Told = ["kind", "step", "fate"];
    private static readonly string[] Options = ["--cloud", "lab", "--no-replan", "--request-timeout", "10"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("half", "short")]
    public async Task A_drain_that_is_killed_while_it_moves_is_resumed()
    {
        await LawAsync(async (command, moved) =>
        {
            // Disabled and told of it, a move begun, marked and sent: some of that is on the disk, the rest is not.
            Assert.True(await command.KillWhenAsync(Journal, records => records.Length == 8, TimeSpan.Zero, ["execute", "plan.json", .. Options]));
            Assert.Contains($"{moved.Length} moves", await command.RunAsync(0, ["resume", Journal, .. Options]), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_drain_that_is_killed_at_every_record_of_its_journal_moves_each_instance_once()
    {
        // Two records can come so fast after each other that the kill is late; the next drain is then killed at the one that was passed by.
        HashSet<string> last = [];
        string[] passed = [];
        for (int drain = 0; drain < 5 && (drain == 0 || passed.Length > 0); drain++)
        {
            await LawAsync(async (command, moved) =>
            {
                await KillAgainAndAgainAsync(command, last, TimeSpan.Zero);
                passed = [.. command.Records(Journal).Select(WhatOf).Except(last)];
                Assert.InRange(last.Count, moved.Length * 5, 100);
            });
        }

        Assert.Empty(passed);
    }

    [Fact]
    public async Task A_drain_that_is_killed_while_Nova_is_asked_moves_each_instance_once()
    {
        await LawAsync(async (command, moved) =>
        {
            HashSet<string> last = [];
            await KillAgainAndAgainAsync(command, last, TimeSpan.FromMilliseconds(50));
            Assert.Contains(last, record => record.StartsWith("send", StringComparison.Ordinal));
        });
    }

    /// <summary>Kills the run, and each run that goes on, at the first record of which none was the last before, until one comes to its end.</summary>
    private async Task KillAgainAndAgainAsync(Command command, HashSet<string> last, TimeSpan later)
    {
        long begun = TimeProvider.System.GetTimestamp();
        int kills = 0;
        while (await command.KillWhenAsync(Journal, records => !last.Contains(WhatOf(records[^1])), later, kills > 0 ? ["resume", Journal, .. Options] : ["execute", "plan.json", .. Options]))
        {
            last.Add(WhatOf(command.Records(Journal)[^1]));
            Assert.InRange(++kills, 1, 100);
        }

        output.WriteLine($"{kills} kills in {TimeProvider.System.GetElapsedTime(begun).TotalSeconds:F0} s, {command.Records(Journal).Length} records, the last ones: {string.Join(", ", last)}");
    }

    /// <summary>What a record is about: its kind, the step, and what became of a command.</summary>
    private static string WhatOf(string record)
    {
        JsonElement json = JsonDocument.Parse(record).RootElement;
        return string.Join(' ', Told.Where(name => json.TryGetProperty(name, out _)).Select(name => json.GetProperty(name).ToString()));
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
        Command command = await Command.CreateAsync(lab);
        await File.WriteAllBytesAsync(command.PathOf("plan.json"), Snapshots.PlanJson.ToUtf8(HandPlan.Of(new DrainGoal([source]), steps)), Stop);

        await run(command, moved);

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
