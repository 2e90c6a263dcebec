using System.Diagnostics;

namespace Rebalancer.OpenStack.IntegrationTests;

/// <summary>The command as an operator calls it, in a folder with a <c>clouds.yaml</c> that names the lab.</summary>
internal sealed class Command
{
    private readonly string folder;

    private Command(string folder)
    {
        this.folder = folder;
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Writes the files that name the lab.</summary>
    public static async Task<Command> CreateAsync(Lab lab, string folder)
    {
        await File.WriteAllTextAsync(
            Path.Combine(folder, "clouds.yaml"),
            $"clouds:\n  lab:\n    auth:\n      auth_url: {lab.Settings.AuthUrl}\n      username: admin\n      project_name: admin\n    region_name: RegionOne\n", Stop);
        await File.WriteAllTextAsync(Path.Combine(folder, "secure.yaml"), $"clouds: {{lab: {{auth: {{password: {lab.Password}}}}}}}\n", Stop);
        return new Command(folder);
    }

    /// <summary>Runs it to its end, which must be the expected one.</summary>
    public async Task<string> RunAsync(int expected, params string[] arguments)
    {
        using Process process = Begin(arguments);
        Task<string> error = process.StandardError.ReadToEndAsync(Stop);
        string output = await process.StandardOutput.ReadToEndAsync(Stop);
        await process.WaitForExitAsync(Stop);
        Assert.True(process.ExitCode == expected, $"{string.Join(' ', arguments)}: exit {process.ExitCode}: {output}{await error}");
        return output;
    }

    /// <summary>Runs it and kills it (SIGKILL) as soon as it has written so many records beyond the first, which only says that it goes on.</summary>
    /// <returns><c>false</c> when it came to its end, as it should, before it had.</returns>
    public async Task<bool> KillAtAsync(string journal, int records, params string[] arguments)
    {
        int before = File.Exists(journal) ? Count(journal) : 0;
        using Process process = Begin(arguments);
        Task<string> error = process.StandardError.ReadToEndAsync(Stop);
        Task<string> output = process.StandardOutput.ReadToEndAsync(Stop);
        while (!process.HasExited)
        {
            if (File.Exists(journal) && Count(journal) > before + records)
            {
                process.Kill();
                await process.WaitForExitAsync(Stop);
                return process.ExitCode != 0;
            }

            await Task.Delay(5, Stop);
        }

        Assert.True(process.ExitCode == 0, $"{string.Join(' ', arguments)}: exit {process.ExitCode}: {await output}{await error}");
        return false;
    }

    private static int Count(string journal)
    {
        // The lock is advisory: .NET's own FileStream would keep to it, reading the bytes raw does not disturb.
        using Process count = Process.Start(new ProcessStartInfo("grep", ["-c", "", journal]) { RedirectStandardOutput = true })!;
        string text = count.StandardOutput.ReadToEnd();
        count.WaitForExit();
        return int.TryParse(text, out int lines) ? lines : 0;
    }

    private Process Begin(string[] arguments) => Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Rebalancer.Cli.dll"), .. arguments])
    {
        WorkingDirectory = folder,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
