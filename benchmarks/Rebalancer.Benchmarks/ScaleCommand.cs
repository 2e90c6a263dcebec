using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using Rebalancer.Benchmarks.Input;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Planning;
using Rebalancer.Plans;
using Rebalancer.Rules;
using Rebalancer.Testing;

namespace Rebalancer.Benchmarks;

/// <summary>Plans a goal on a generated cloud and tells how long it took.</summary>
internal static class ScaleCommand
{
    /// <summary>How it is called.</summary>
    public const string Usage = "scale --hosts N --instances N [--goal drain|consolidate|spread] [--drain N|tenth] [--moves N|any] [--seconds N] [--threads N] [--seed N]";

    /// <returns>0 when the plan is proven feasible, 1 when it is not, 2 for bad arguments.</returns>
    public static int Run(string[] args)
    {
        try
        {
            CommandOptions options = new(Usage, new()
            {
                ["--hosts"] = "", ["--instances"] = "", ["--goal"] = "drain", ["--drain"] = "tenth", ["--moves"] = "any", ["--seconds"] = "60", ["--threads"] = "1", ["--seed"] = "1",
            });
            options.Read(args);
            return Plan(options);
        }
        catch (ArgumentException bad)
        {
            Console.Error.WriteLine(bad.Message);
            return 2;
        }
    }

    private static int Plan(CommandOptions options)
    {
        int hostCount = options.Whole("--hosts", 1, 1_000_000), instanceCount = options.Whole("--instances", 0, 10_000_000), seed = options.Whole("--seed", 0, int.MaxValue);
        int drained = options["--drain"] == "tenth" ? Math.Max(1, hostCount / 10) : options.Whole("--drain", 1, hostCount);
        PlanLimits limits = new() { MaxMoves = options["--moves"] == "any" ? null : options.Whole("--moves", 0, int.MaxValue) };
        PlanningOptions planning = new() { TimeLimit = TimeSpan.FromSeconds(options.Whole("--seconds", 1, 1_000_000)), Workers = SearchOptions.Threads(options) };
        Func<ImmutableArray<HostName>, Goal> goal = options["--goal"] switch
        {
            "drain" => hosts => new DrainGoal(hosts) { Limits = limits },
            "consolidate" => _ => new ConsolidateGoal { Limits = limits },
            "spread" => _ => new SpreadGoal { Limits = limits },
            string other => throw options.Wrong($"--goal is '{other}'; it is drain, consolidate or spread."),
        };
        Stopwatch watch = Stopwatch.StartNew();
        Cluster cluster = Clouds.Generate(CloudShape.Large(hostCount, instanceCount), seed);
        double generated = watch.Elapsed.TotalSeconds;

        // From all over the cloud, as in a rolling upgrade.
        HostName[] inService = [.. cluster.Hosts.Where(host => host.Service is { IsUp: true, IsEnabled: true }).Select(host => host.Name)];
        ImmutableArray<HostName> hosts = [.. Enumerable.Range(0, Math.Min(drained, inService.Length)).Select(place => inService[(int)((long)place * inService.Length / drained)])];

        TimeSpan before = Environment.CpuUsage.TotalTime;
        watch.Restart();
        Plan plan = Planner.Plan(cluster, goal(hosts), planning);
        double planned = watch.Elapsed.TotalSeconds;
        double planCpu = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        watch.Restart();
        PlanProof proof = PlanVerifier.Verify(cluster, plan);
        double verified = watch.Elapsed.TotalSeconds;

        var classes = MoveClasses.Of(cluster);
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            hosts = cluster.Hosts.Length,
            instances = cluster.Instances.Length,
            hostClasses = classes.HostClassCount,
            instanceClasses = classes.InstanceClassCount,
            goal = options["--goal"],
            drained = options["--goal"] == "drain" ? hosts.Length : 0,
            outcome = plan.Outcome.ToString(),
            proven = proof.IsProven,
            levels = plan.Levels.Select(level => new { level.Name, level.Value, level.Bound }),
            generateSeconds = Math.Round(generated, 3),
            planCpuSeconds = Math.Round(planCpu, 3),
            planSeconds = Math.Round(planned, 3),
            verifySeconds = Math.Round(verified, 3),
            peakMiB = Process.GetCurrentProcess().PeakWorkingSet64 >> 20,
        }));
        return proof.IsProven ? 0 : 1;
    }
}
