using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using Rebalancer.Model;
using Rebalancer.Rules;

namespace Rebalancer.Benchmarks.Micro;

/// <summary>Verdicts for 50,000 instances and 5,000 hosts, from a cluster of which nothing is derived yet.</summary>
[MemoryDiagnoser]
[SimpleJob(RunStrategy.Monitoring, warmupCount: 2, iterationCount: 8, invocationCount: 1)]
public class ClassTableBenchmarks
{
    private const int Hosts = 5000;
    private const int Instances = 50_000;

    private readonly ClusterParts parts = ClassGrid.Parts(Hosts, Instances);
    private Cluster cluster = null!;

    /// <summary>A fresh cluster, so that what the rules derive of a cluster is part of the measure.</summary>
    [IterationSetup]
    public void Refresh()
    {
        cluster = Cluster.Build(parts).OrThrow();
        MoveClasses classes = MoveClasses.Of(Cluster.Build(parts).OrThrow());
        if (classes.InstanceClassCount != ClassGrid.InstanceClasses || classes.HostClassCount != ClassGrid.HostClasses)
        {
            throw new InvalidOperationException($"{classes.InstanceClassCount} x {classes.HostClassCount} classes.");
        }
    }

    /// <summary>The classes alone.</summary>
    [Benchmark]
    public MoveClasses Classes() => MoveClasses.Of(cluster);

    /// <summary>The classes, and live, block-live and cold for every instance class from every host class to every host class.</summary>
    [Benchmark]
    public int Verdicts()
    {
        var table = VerdictTable.Of(cluster, Profile.RedHat);
        MoveClasses classes = table.Classes;
        int allowed = 0;
        for (int instance = 0; instance < classes.InstanceClassCount; instance++)
        {
            for (int source = 0; source < classes.HostClassCount; source++)
            {
                for (int destination = 0; destination < classes.HostClassCount; destination++)
                {
                    allowed += Allowed(table, classes.InstanceOf(instance), classes.HostOf(source), classes.HostOf(destination));
                }
            }
        }

        return allowed;
    }

    /// <summary>As before, and then the answer looked up for each of the 250 million pairs of an instance and a host.</summary>
    [Benchmark]
    public long EveryPair()
    {
        var table = VerdictTable.Of(cluster, Profile.RedHat);
        long allowed = 0;
        for (int instance = 0; instance < Instances; instance++)
        {
            int source = cluster.IndexOf(cluster.Instances[instance].Host);
            for (int destination = 0; destination < Hosts; destination++)
            {
                allowed += table.IsAllowed(instance, source, destination, MoveKind.Live) ? 1 : 0;
            }
        }

        return allowed;
    }

    private static int Allowed(VerdictTable table, int instance, int source, int destination) =>
        (table.IsAllowed(instance, source, destination, MoveKind.Live) ? 1 : 0)
        + (table.IsAllowed(instance, source, destination, MoveKind.BlockLive) ? 1 : 0)
        + (table.IsAllowed(instance, source, destination, MoveKind.Cold) ? 1 : 0);
}
