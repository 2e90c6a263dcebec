using System.Diagnostics;

namespace Rebalancer.OpenStack.IntegrationTests;

/// <summary>The command as an operator calls it, in a folder with a <c>clouds.yaml</c> that names the lab.</summary>
internal sealed class Command
{
    private readonly string folder = Directory.CreateTempSubdirectory("rebalancer-").FullName;

    private Command()
    {
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Writes the files that name the lab.</summary>
    public static async Task<Command> CreateAsync(Lab lab)
    {
        Command command = new();
        await File.WriteAllTextAsync(
            command.PathOf("clouds.yaml"),
            $"clouds:\n  lab:\n    auth:\n      auth_url: {lab.Settings.AuthUrl}\n      username: admin\n      project_name: admin\n    region_name: RegionOne\n", Stop);
        await File.WriteAllTextAsync(command.PathOf("secure.yaml"), $"clouds: {{lab: {{auth: {{password: {lab.Password}}}}}}}\n", Stop);
        return command;
    }

    /// <summary>A file that the command finds by its name alone.</summary>
    public string PathOf(string name) => Path.Combine(folder, name);

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

    /// <summary>Runs it and kills it (SIGKILL) as soon as its journal is as far as that, or a moment later.</summary>
    /// <returns><c>false</c> when it came to its end, as it should, before it was.</returns>
    public async Task<bool> KillWhenAsync(string journal, Func<string[], bool> when, TimeSpan later, params string[] arguments)
    {
        using Process process = Begin(arguments);
        Task<string> error = process.StandardError.ReadToEndAsync(Stop);
        Task<string> output = process.StandardOutput.ReadToEndAsync(Stop);
        if (await Task.Factory.StartNew(() => IsReached(process, journal, when), Stop, TaskCreationOptions.LongRunning, TaskScheduler.Default))
        {
            if (later > TimeSpan.Zero)
            {
                await Task.Delay(later, Stop);
            }

            process.Kill();
            await process.WaitForExitAsync(Stop);
            return process.ExitCode != 0;
        }

        await process.WaitForExitAsync(Stop);
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', arguments)}: exit {process.ExitCode}: {await output}{await error}");
        return false;
    }

    /// <summary>The whole records of a journal.</summary>
    public string[] Records(string journal) => File.Exists(PathOf(journal)) ? File.ReadAllText(PathOf(journal)).Split('\n')[..^1] : [];

    /// <summary>
    /// Looks at each record at once, so that the process, which has it on the disk first, does not come to the next one. Looking without any
    /// pause would take the CPU away from what is looked at.
    /// </summary>
    private bool IsReached(Process process, string journal, Func<string[], bool> when)
    {
        FileInfo file = new(PathOf(journal));
        long length = file.Exists ? file.Length : 0;
        int seen = Records(journal).Length;
        while (!process.HasExited)
        {
            file.Refresh();
            if (file.Exists && file.Length != length)
            {
                length = file.Length;
                string[] records = Records(journal);
                if (records.Length > seen && when(records))
                {
                    return true;
                }

                // A record that is not whole yet is looked at again.
                length = records.Length > seen ? length : -1;
                seen = records.Length;
            }

            Thread.Sleep(1);
        }

        return false;
    }

    private Process Begin(string[] arguments) => Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Rebalancer.Cli.dll"), .. arguments])
    {
        WorkingDirectory = folder,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
