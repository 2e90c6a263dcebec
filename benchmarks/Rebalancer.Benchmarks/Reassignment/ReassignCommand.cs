using System.Diagnostics;
using System.Text.Json;
using Rebalancer.Benchmarks.Input;
using Rebalancer.Planning.Search;

namespace Rebalancer.Benchmarks.Reassignment;

/// <summary>Solves an instance of the machine reassignment problem.</summary>
internal static class ReassignCommand
{
    /// <summary>How it is called.</summary>
    public const string Usage = "reassign --model F --initial F --output F [--seconds N] [--threads N] [--seed N] [--clock wall|processor]";

    /// <returns>0 when the answer is valid, 1 when it is not, 2 for a bad file or bad arguments.</returns>
    public static int Run(string[] args)
    {
        string file = "";
        try
        {
            CommandOptions options = new(Usage, new()
            {
                ["--model"] = "", ["--initial"] = "", ["--output"] = "", ["--seconds"] = "60", ["--threads"] = "2", ["--seed"] = "1", [ProcessorTime.Option] = "wall",
            });
            options.Read(args);
            SearchSettings settings = SearchOptions.Settings(options, SearchOptions.Threads(options));
            file = options["--model"];
            ReassignmentModel model = ReassignmentFiles.ReadModel(file);
            file = options["--initial"];
            int[] origin = ReassignmentFiles.ReadAssignment(file, model);
            file = options["--output"];
            File.WriteAllText(file, "");
            return Solve(model, origin, file, settings with { Bound = model.PooledBound() });
        }
        catch (Exception bad) when (bad is InvalidDataException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            Console.Error.WriteLine(file.Length > 0 ? $"{file}: {bad.Message}" : bad.Message);
            return 2;
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
