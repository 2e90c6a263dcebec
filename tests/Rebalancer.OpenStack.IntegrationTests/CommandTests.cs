using System.Diagnostics;

namespace Rebalancer.OpenStack.IntegrationTests;

/// <summary>The command as an operator calls it, with a <c>clouds.yaml</c>.</summary>
[Collection("lab")]
public sealed class CommandTests(Lab lab) : IClassFixture<Lab>
{
    private readonly string folder = Directory.CreateTempSubdirectory("rebalancer-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Snapshot_facts_check_and_plan_speak_to_a_cloud_by_its_name()
    {
        await File.WriteAllTextAsync(
            Path.Combine(folder, "clouds.yaml"),
            $"clouds:\n  lab:\n    auth:\n      auth_url: {lab.Settings.AuthUrl}\n      username: admin\n      project_name: admin\n    region_name: RegionOne\n", Stop);
        await File.WriteAllTextAsync(Path.Combine(folder, "secure.yaml"), $"clouds: {{lab: {{auth: {{password: {lab.Password}}}}}}}\n", Stop);

        Assert.Contains("6 hosts, 12 instances", await RunAsync(0, "snapshot", "--cloud", "lab", "--out", "cluster.json"), StringComparison.Ordinal);
        await RunAsync(0, "facts", "--cloud", "lab", "--out", "facts.yaml");
        Assert.Contains("allowed", await RunAsync(0, "check", "--cloud", "lab", "--facts", "facts.yaml", "web-1"), StringComparison.Ordinal);
        Assert.Contains("Verified", await RunAsync(0, "plan", "drain", "compute1", "--cloud", "lab", "--facts", "facts.yaml", "--profile", "plain-nova"), StringComparison.Ordinal);
    }

    private async Task<string> RunAsync(int expected, params string[] arguments)
    {
        string command = Path.Combine(AppContext.BaseDirectory, "Rebalancer.Cli.dll");
        using Process process = Process.Start(new ProcessStartInfo("dotnet", [command, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> error = process.StandardError.ReadToEndAsync(Stop);
        string output = await process.StandardOutput.ReadToEndAsync(Stop);
        await process.WaitForExitAsync(Stop);
        Assert.True(process.ExitCode == expected, $"{string.Join(' ', arguments)}: exit {process.ExitCode}: {output}{await error}");
        return output;
    }
}
