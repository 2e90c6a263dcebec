using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
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
    public static int Run(string[] args)
    {
        string goal = "drain";
        if (Array.IndexOf(args, "--goal") is >= 0 and var place && place + 1 < args.Length)
        {
            goal = args[place + 1];
            args = [.. args[..place], .. args[(place + 2)..]];
        }

        Dictionary<string, int> values = new() { ["--hosts"] = 50, ["--instances"] = 400, ["--drain"] = 0, ["--seed"] = 1, ["--seconds"] = 60, ["--moves"] = 0, ["--threads"] = 1 };
        for (int i = 0; i + 1 < args.Length; i += 2)
        {
            if (!values.ContainsKey(args[i]) || !int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int value))
            {
                Console.Error.WriteLine($"'{args[i]} {args[i + 1]}' is not one of {string.Join(", ", values.Keys)} with a whole number.");
                return 2;
            }

            values[args[i]] = value;
        }

        int drained = values["--drain"] > 0 ? values["--drain"] : Math.Max(1, values["--hosts"] / 10);
        Stopwatch watch = Stopwatch.StartNew();
        Cluster cluster = Clouds.Generate(CloudShape.Large(values["--hosts"], values["--instances"]), values["--seed"]);
        double generated = watch.Elapsed.TotalSeconds;

        // From all over the cloud, as in a rolling upgrade.
        HostName[] inService = [.. cluster.Hosts.Where(host => host.Service is { IsUp: true, IsEnabled: true }).Select(host => host.Name)];
        ImmutableArray<HostName> hosts = [.. Enumerable.Range(0, Math.Min(drained, inService.Length)).Select(place => inService[(int)((long)place * inService.Length / drained)])];
        PlanLimits limits = new() { MaxMoves = values["--moves"] > 0 ? values["--moves"] : null };
        Goal? wanted = goal switch
        {
            "drain" => new DrainGoal(hosts) { Limits = limits },
            "consolidate" => new ConsolidateGoal { Limits = limits },
            "spread" => new SpreadGoal { Limits = limits },
            _ => null,
        };
        if (wanted is null)
        {
            Console.Error.WriteLine($"--goal is drain, consolidate or spread, not '{goal}'.");
            return 2;
        }

        TimeSpan before = Environment.CpuUsage.TotalTime;
        watch.Restart();
        Plan plan = Planner.Plan(cluster, wanted, new PlanningOptions { TimeLimit = TimeSpan.FromSeconds(values["--seconds"]), Workers = Math.Max(1, values["--threads"]) });
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
            goal,
            drained = goal == "drain" ? hosts.Length : 0,
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
