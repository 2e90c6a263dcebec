using System.Globalization;
using System.Text.Json;
using Rebalancer.Tests.Conformance;

namespace Rebalancer.Benchmarks;

/// <summary>Holds the rules against a file of cases recorded from Nova and Placement.</summary>
internal static class ConformanceCommand
{
    /// <summary>How it is called.</summary>
    public const string Usage = "conformance FILE [--failures N]";

    /// <returns>0 when every case passes, 1 when one does not, 2 for a bad file or bad arguments.</returns>
    public static int Run(string[] args)
    {
        (string? path, string failures) = args switch
        {
            [var file] => (file, "0"),
            [var file, "--failures", var count] => (file, count),
            ["--failures", var count, var file] => (file, count),
            _ => (null, ""),
        };
        if (path is null || !int.TryParse(failures, NumberStyles.None, CultureInfo.InvariantCulture, out int shown))
        {
            Console.Error.WriteLine($"Usage: {Usage}");
            return 2;
        }

        try
        {
            return Run(ConformanceFile.Load(path), shown);
        }
        catch (Exception bad) when (bad is InvalidDataException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            Console.Error.WriteLine($"{path}: {bad.Message}");
            return 2;
        }
    }

    private static int Run(ConformanceFile file, int shown)
    {
        List<(string Id, ConformanceMismatch Mismatch)> failures = [];
        int total = 0;
        foreach (string section in file.Sections)
        {
            int before = failures.Count;
            IReadOnlyList<JsonElement> cases = file.Cases(section);
            failures.AddRange(cases
                .Select(one => (ConformanceFile.IdOf(one), ConformanceChecks.Run(section, one)))
                .Where(answer => answer.Item2 is not null)!);
            total += cases.Count;
            Console.WriteLine($"{section} {cases.Count - (failures.Count - before)}/{cases.Count}");
        }

        Console.WriteLine($"total {total - failures.Count}/{total}");
        foreach ((string id, ConformanceMismatch mismatch) in failures.Take(shown))
        {
            Console.WriteLine($"{id}\n  expected: {mismatch.Expected}\n  got: {mismatch.Got}");
        }

        return failures.Count == 0 ? 0 : 1;
    }
}
