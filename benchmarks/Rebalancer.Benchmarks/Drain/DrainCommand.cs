using System.Diagnostics;
using System.Text.Json;
using Rebalancer.Benchmarks.Input;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Sequencing.Flat;

namespace Rebalancer.Benchmarks.Drain;

/// <summary>Drains hosts, repairs overload or consolidates on an instance of the drain family, with a schedule.</summary>
internal static class DrainCommand
{
    /// <summary>How it is called.</summary>
    public const string Usage = "drain --instance F --scenario drain|cap:P|consolidate:K|consolidate --output F [--serialize] [--seconds N] [--seed N] [--clock wall|processor]";

    /// <returns>0 when the answer is valid, 1 when there is none, 2 for a bad file or bad arguments.</returns>
    public static int Run(string[] args)
    {
        string file = "";
        try
        {
            CommandOptions options = new(Usage, new() { ["--instance"] = "", ["--scenario"] = "", ["--output"] = "", ["--seconds"] = "10", ["--seed"] = "1", [ProcessorTime.Option] = "wall" });
            options.Read(args, "--serialize");
            DrainScenario scenario = DrainScenario.Parse(options["--scenario"]) ?? throw options.Wrong($"'{options["--scenario"]}' is no scenario.");
            SearchSettings settings = SearchOptions.Settings(options, 1);
            file = options["--instance"];
            DrainInstance instance = DrainInstance.Read(file);
            file = options["--output"];
            File.WriteAllText(file, "");
            return Answer(instance, scenario, options.Has("--serialize"), settings, file);
        }
        catch (Exception bad) when (bad is InvalidDataException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            Console.Error.WriteLine(file.Length > 0 ? $"{file}: {bad.Message}" : bad.Message);
            return 2;
        }
    }

    private static int Answer(DrainInstance instance, DrainScenario scenario, bool serialize, SearchSettings settings, string output)
    {
        Stopwatch watch = Stopwatch.StartNew();
        DrainAnswer answer = DrainPlanner.Plan(instance, scenario, serialize, settings);
        double seconds = Math.Round(watch.Elapsed.TotalSeconds, 3);
        IReadOnlyList<FlatMove> moves = answer.Schedule?.Moves ?? [];
        foreach (string violation in answer.Violations)
        {
            Console.Error.WriteLine(violation);
        }

        bool isValid = answer.Violations.Count == 0;
        if (isValid)
        {
            File.WriteAllText(output, JsonSerializer.Serialize(new
            {
                moves = moves.Select(move => new
                {
                    vm = instance.InstanceNames[move.Instance],
                    from = instance.HostNames[move.From],
                    to = instance.HostNames[move.To],
                    start = move.Start,
                    end = move.End,
                }),
                seconds,
            }));
        }

        Console.WriteLine(JsonSerializer.Serialize(new
        {
            valid = isValid,
            moves = moves.Count,
            movesBound = answer.MovesBound,
            hosts = answer.HostsInUse,
            hostsBound = answer.HostsBound,
            detours = answer.Schedule?.Detours ?? 0,
            makespan = answer.Schedule?.Makespan ?? 0,
            makespanBound = answer.Floor.Makespan,
            sumOfEnds = answer.Schedule?.SumOfEnds ?? 0,
            sumOfEndsBound = answer.Floor.SumOfEnds,
            seconds,
            cpuSecondsToFirst = Math.Round(answer.CpuSecondsToFirst, 3),
            cpuSeconds = Math.Round(Environment.CpuUsage.TotalTime.TotalSeconds, 3),
            peakMiB = Process.GetCurrentProcess().PeakWorkingSet64 >> 20,
        }));
        return isValid ? 0 : 1;
    }
}
