namespace Rebalancer.OpenStack.IntegrationTests;

/// <summary>The command as an operator calls it, with a <c>clouds.yaml</c>.</summary>
[Collection("lab")]
public sealed class CommandTests(Lab lab) : IClassFixture<Lab>
{
    [Fact]
    public async Task Snapshot_facts_check_and_plan_speak_to_a_cloud_by_its_name()
    {
        Command command = await Command.CreateAsync(lab);

        Assert.Contains("6 hosts, 12 instances", await command.RunAsync(0, "snapshot", "--cloud", "lab", "--out", "cluster.json"), StringComparison.Ordinal);
        await command.RunAsync(0, "facts", "--cloud", "lab", "--out", "facts.yaml");
        Assert.Contains("allowed", await command.RunAsync(0, "check", "--cloud", "lab", "--facts", "facts.yaml", "web-1"), StringComparison.Ordinal);
        Assert.Contains("Verified", await command.RunAsync(0, "plan", "drain", "compute1", "--cloud", "lab", "--facts", "facts.yaml", "--profile", "plain-nova"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_run_has_done_is_taken_back_by_its_journal()
    {
        Scenario scenario = await Scenario.BeginAsync(lab);
        Command command = await Command.CreateAsync(lab);
        await command.RunAsync(0, "plan", "drain", "compute1", "--cloud", "lab", "--profile", "plain-nova", "--out", "plan.json");
        await command.RunAsync(0, "execute", "plan.json", "--cloud", "lab");
        LabState drained = await LabState.ReadAsync(lab);
        Assert.Empty(drained.NamesOn("compute1"));
        Assert.StartsWith("disabled", drained.Services["compute1"], StringComparison.Ordinal);

        Assert.Contains("Nothing was changed", await command.RunAsync(0, "execute", "--undo", "plan.json.journal", "--cloud", "lab", "--dry-run"), StringComparison.Ordinal);
        Assert.Equal(drained.Hosts, (await LabState.ReadAsync(lab)).Hosts);

        Assert.Contains("3 moves", await command.RunAsync(0, "execute", "--undo", "plan.json.journal", "--cloud", "lab"), StringComparison.Ordinal);
        Assert.Equal(scenario.Before.Hosts, (await scenario.Before.AssertSoundAsync(lab)).Hosts);
    }
}
