using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Rebalancer.Planning.Search;

namespace Rebalancer.Benchmarks.Reassignment;

/// <summary>Solves an instance of the machine reassignment problem.</summary>
internal static class ReassignCommand
{
    private const string Usage = "Usage: reassign --model F --initial F --output F [--seconds N] [--threads N] [--seed N]";

    /// <returns>0 when the answer is valid, 1 when it is not, 2 for a bad file or bad arguments.</returns>
    public static int Run(string[] args)
    {
        Dictionary<string, string> values = new() { ["--model"] = "", ["--initial"] = "", ["--output"] = "", ["--seconds"] = "60", ["--threads"] = "2", ["--seed"] = "1" };
        for (int i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length || !values.ContainsKey(args[i]))
            {
                Console.Error.WriteLine($"'{args[i]}' is not one of {string.Join(", ", values.Keys)} with a value.\n{Usage}");
                return 2;
            }

            values[args[i]] = args[i + 1];
        }

        string[] missing = [.. values.Where(pair => pair.Value.Length == 0).Select(pair => pair.Key)];
        if (missing.Length > 0
            || !IsNumber("--seconds", 1, 1_000_000, out int seconds)
            || !IsNumber("--threads", 1, 1024, out int threads)
            || !IsNumber("--seed", 0, int.MaxValue, out int seed))
        {
            Console.Error.WriteLine(missing.Length > 0 ? $"{string.Join(", ", missing)} is missing.\n{Usage}" : Usage);
            return 2;
        }

        string file = values["--model"];
        try
        {
            ReassignmentModel model = ReassignmentFiles.ReadModel(file);
            file = values["--initial"];
            int[] origin = ReassignmentFiles.ReadAssignment(file, model);
            file = values["--output"];
            File.WriteAllText(file, "");
            return Solve(model, origin, file, new SearchSettings { Seed = seed, Workers = threads, TimeLimit = TimeSpan.FromSeconds(seconds), Bound = model.PooledBound() });
        }
        catch (Exception bad) when (bad is InvalidDataException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            Console.Error.WriteLine($"{file}: {bad.Message}");
            return 2;
        }

        bool IsNumber(string name, int least, int most, out int number)
        {
            bool holds = int.TryParse(values[name], NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= most;
            if (!holds)
            {
                Console.Error.WriteLine($"{name} is '{values[name]}'; it is a whole number from {least} to {most}.");
            }

            return holds;
        }
    }

    private static int Solve(ReassignmentModel model, int[] origin, string output, SearchSettings settings)
    {
        (long initial, List<string> wrong) = ReassignmentCheck.Evaluate(model, origin, origin);
        if (wrong.Count > 0)
        {
            throw new InvalidDataException($"the initial assignment breaks {wrong.Count} constraints, such as {wrong[0]}");
        }

        Stopwatch watch = Stopwatch.StartNew();
        ReassignmentCompiler compiled = new(model, origin);
        SearchAnswer answer = FlatSearch.Run(compiled.Problem, compiled.Term, settings, new ProgressLines());
        double searched = watch.Elapsed.TotalSeconds;
        ReassignmentFiles.WriteAssignment(output, answer.HostOf);
        (long cost, List<string> violations) = ReassignmentCheck.Evaluate(model, origin, answer.HostOf);
        foreach (string violation in violations)
        {
            Console.Error.WriteLine(violation);
        }

        bool isValid = violations.Count == 0 && cost == answer.Cost && cost <= initial;
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            valid = isValid,
            cost,
            initial,
            bound = settings.Bound,
            gap = cost > 0 ? Math.Round((double)(cost - settings.Bound) / cost, 6) : 0,
            moved = origin.Zip(answer.HostOf).Count(pair => pair.First != pair.Second),
            seconds = Math.Round(searched, 2),
            cpuSeconds = Math.Round(Environment.CpuUsage.TotalTime.TotalSeconds, 2),
            threads = settings.Workers,
            seed = settings.Seed,
            tried = answer.Tried,
            evaluated = answer.Evaluated,
            triedPerSecond = (long)(answer.Tried / searched),
            evaluatedPerSecond = (long)(answer.Evaluated / searched),
            peakMiB = Process.GetCurrentProcess().PeakWorkingSet64 >> 20,
        }));
        return isValid ? 0 : 1;
    }

    private sealed class ProgressLines : IProgress<SearchProgress>
    {
        private static readonly TimeSpan Apart = TimeSpan.FromSeconds(1);
        private TimeSpan next;

        public void Report(SearchProgress value)
        {
            if (value.Elapsed >= next)
            {
                Console.Error.WriteLine($"{value.Elapsed.TotalSeconds,7:f1} s  {value.Cost,16}  worker {value.Worker}");
                next = value.Elapsed + Apart;
            }
        }
    }
}
