using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Rebalancer.Benchmarks.Input;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Search.Flat;
using Rebalancer.Planning.Sequencing.Flat;

namespace Rebalancer.Benchmarks.ConsolidateSpread;

/// <summary>What a goal of this family found.</summary>
/// <param name="HostOf">By instance: its host in the end.</param>
/// <param name="NoArrivals">By host: whether nobody goes there on the way.</param>
/// <param name="MostEmptyHosts">No placement has more empty hosts.</param>
/// <param name="MovesBound">No placement as good as this one in what the goal asks first moves fewer.</param>
internal sealed record CloudAnswer(int[] HostOf, bool[] NoArrivals, int MostEmptyHosts, int MovesBound);

/// <summary>Consolidates or spreads an instance of the family, with a schedule.</summary>
internal static class CloudCommand
{
    /// <summary>How freeing hosts is called.</summary>
    public const string ConsolidateUsage = "consolidate" + CommonUsage + " [--excess PERCENT|any]";

    /// <summary>How evening out load is called.</summary>
    public const string SpreadUsage = "spread" + CommonUsage + " [--moves N|any] [--memory-deviation D|any]";

    private const string CommonUsage = " --instance F --output F [--seconds N] [--threads N] [--seed N] [--clock wall|processor]";

    private static readonly HostConcurrency OneEachWay = new(1, 1);

    /// <summary>Frees hosts.</summary>
    /// <returns>0 when the answer is valid, 1 when there is none, 2 for a bad file or bad arguments.</returns>
    public static int Consolidate(string[] args) => Run(
        ConsolidateUsage, new() { ["--excess"] = "10" }, args,
        (cloud, options, settings) => ConsolidateGoal.Solve(cloud, options["--excess"] == "any" ? null : options.Whole("--excess", 0, 1_000_000), settings));

    /// <summary>Evens out load.</summary>
    /// <returns>0 when the answer is valid, 1 when there is none, 2 for a bad file or bad arguments.</returns>
    public static int Spread(string[] args) => Run(
        SpreadUsage,
        new() { ["--moves"] = "any", ["--memory-deviation"] = "0.0499" }, args,
        (cloud, options, settings) => SpreadGoal.Solve(
            cloud,
            options["--moves"] == "any" ? null : options.Whole("--moves", 0, int.MaxValue),
            options["--memory-deviation"] == "any" ? double.PositiveInfinity : options.Positive("--memory-deviation"),
            settings));

    private static int Run(string usage, Dictionary<string, string> further, string[] args, Func<CloudInstance, CommandOptions, SearchSettings, CloudAnswer> solve)
    {
        string file = "";
        try
        {
            CommandOptions options = new(usage, new(further)
            {
                ["--instance"] = "", ["--output"] = "", ["--seconds"] = "10", ["--seed"] = "1", [ProcessorTime.Option] = "wall",
                ["--threads"] = Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture),
            });
            options.Read(args);
            SearchSettings settings = SearchOptions.Settings(options, SearchOptions.Threads(options));
            file = options["--instance"];
            CloudInstance cloud = CloudInstance.Read(file);
            file = options["--output"];
            File.WriteAllText(file, "");
            Stopwatch watch = Stopwatch.StartNew();
            return Write(cloud, solve(cloud, options, settings), watch, file);
        }
        catch (Exception bad) when (bad is InvalidDataException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            Console.Error.WriteLine(file.Length > 0 ? $"{file}: {bad.Message}" : bad.Message);
            return 2;
        }
    }

    private static int Write(CloudInstance cloud, CloudAnswer answer, Stopwatch watch, string output)
    {
        FlatProblem now = Planning.Search.Repacking.HostLimits.WithoutArrivals(cloud.Compile(), answer.NoArrivals);
        long[] durations = [.. Enumerable.Range(0, now.InstanceCount).Select(cloud.MillisecondsToMove)];
        FlatSchedule? schedule = FlatSequencer.Find(now, answer.HostOf, durations, OneEachWay);
        ScheduleFloor floor = ScheduleFloor.Of(now, answer.HostOf, durations, OneEachWay);
        double seconds = Math.Round(watch.Elapsed.TotalSeconds, 3);
        IReadOnlyList<FlatMove> moves = schedule?.Moves ?? [];
        List<string> violations = schedule is null ? ["no order was found"] : CloudCheck.Violations(cloud, moves);
        foreach (string violation in violations)
        {
            Console.Error.WriteLine(violation);
        }

        bool isValid = violations.Count == 0;
        double cpuSeconds = Environment.CpuUsage.TotalTime.TotalSeconds;
        if (isValid)
        {
            File.WriteAllText(output, JsonSerializer.Serialize(new
            {
                moves = moves.Select(move => new
                {
                    instance = cloud.Guests[move.Instance].Uuid,
                    from = cloud.Hosts[move.From].Name,
                    to = cloud.Hosts[move.To].Name,
                    type = cloud.Guests[move.Instance].IsStopped ? "cold" : "live",
                }),
                seconds,
                cpu_seconds = cpuSeconds,
            }));
        }

        CloudMeasures before = CloudMeasures.Of(cloud, now.Origin), after = CloudMeasures.Of(cloud, isValid ? answer.HostOf : now.Origin);
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            valid = isValid,
            hostsFreed = after.EmptyHosts - before.EmptyHosts,
            hostsFreedBound = answer.MostEmptyHosts - before.EmptyHosts,
            hostsInUse = cloud.Hosts.Length - after.EmptyHosts,
            hostsInUseBound = cloud.Hosts.Length - answer.MostEmptyHosts,
            cpuDeviation = Math.Round(after.CpuDeviation, 5),
            cpuDeviationBefore = Math.Round(before.CpuDeviation, 5),
            memoryDeviation = Math.Round(after.MemoryDeviation, 5),
            moves = moves.Count,
            movesBound = answer.MovesBound,
            detours = schedule?.Detours ?? 0,
            gib = moves.Sum(move => cloud.Guests[move.Instance].MemoryMiB) / 1024,
            makespanSeconds = (schedule?.Makespan ?? 0) / 1000.0,
            makespanBound = floor.Makespan / 1000.0,
            sumOfEndsSeconds = (schedule?.SumOfEnds ?? 0) / 1000.0,
            sumOfEndsBound = floor.SumOfEnds / 1000.0,
            seconds,
            cpuSeconds = Math.Round(cpuSeconds, 3),
            peakMiB = Process.GetCurrentProcess().PeakWorkingSet64 >> 20,
        }));
        return isValid ? 0 : 1;
    }
}
