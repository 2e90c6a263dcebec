namespace Rebalancer.OpenStack.IntegrationTests;

/// <summary>The command as an operator calls it, with a <c>clouds.yaml</c>.</summary>
[Collection("lab")]
public sealed class CommandTests(Lab lab) : IClassFixture<Lab>
{
    private readonly string folder = Directory.CreateTempSubdirectory("rebalancer-").FullName;

    [Fact]
    public async Task Snapshot_facts_check_and_plan_speak_to_a_cloud_by_its_name()
    {
        Command command = await Command.CreateAsync(lab, folder);

        Assert.Contains("6 hosts, 12 instances", await command.RunAsync(0, "snapshot", "--cloud", "lab", "--out", "cluster.json"), StringComparison.Ordinal);
        await command.RunAsync(0, "facts", "--cloud", "lab", "--out", "facts.yaml");
        Assert.Contains("allowed", await command.RunAsync(0, "check", "--cloud", "lab", "--facts", "facts.yaml", "web-1"), StringComparison.Ordinal);
        Assert.Contains("Verified", await command.RunAsync(0, "plan", "drain", "compute1", "--cloud", "lab", "--facts", "facts.yaml", "--profile", "plain-nova"), StringComparison.Ordinal);
    }
}
