using System.Diagnostics;

namespace Rebalancer.Packages.Tests;

/// <summary>Runs a program and gives what it printed.</summary>
internal static class Shell
{
    /// <summary>Whether a program is on the PATH.</summary>
    public static bool Finds(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>Runs a program in a folder.</summary>
    /// <exception cref="InvalidOperationException">It did not end with the exit code expected; the message has what it printed.</exception>
    public static string Run(string folder, string program, IEnumerable<string> arguments, int expected = 0, IReadOnlyDictionary<string, string>? environment = null)
    {
        ProcessStartInfo start = new(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        // The test's own host hands these down, and they mislead a build.
        start.Environment.Remove("MSBuildSDKsPath");
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == expected
            ? output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}, not {expected}.\n{output}\n{errors.Result}");
    }
}
