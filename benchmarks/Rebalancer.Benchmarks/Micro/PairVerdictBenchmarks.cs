using BenchmarkDotNet.Attributes;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Benchmarks.Micro;

/// <summary>A full verdict, lasting and of the state, for one instance without guest cells and one host, once classes are built.</summary>
[MemoryDiagnoser]
public class PairVerdictBenchmarks
{
    private const int Pairs = 1000;

    private readonly (int Instance, int Destination)[] allowed = new (int, int)[Pairs];
    private readonly (int Instance, int Destination)[] refused = new (int, int)[Pairs];
    private VerdictTable table = null!;
    private PlanState state = null!;

    /// <summary>Draws as many allowed pairs and pairs refused by class, and asks each once.</summary>
    [GlobalSetup]
    public void Setup()
    {
        Cluster cluster = Cluster.Build(ClassGrid.Parts(hosts: 200, instances: 2000)).OrThrow();
        state = PlanState.Of(cluster);
        table = VerdictTable.Of(cluster, Profile.RedHat);
        IEnumerable<(int Instance, int Destination)> all =
            from instance in Enumerable.Range(0, cluster.Instances.Length)
            from destination in Enumerable.Range(0, cluster.Hosts.Length)
            where destination != state.HostOf(instance)
            select (instance, destination);
        ILookup<bool, (int, int)> answers = all.ToLookup(pair => table.IsAllowed(state, pair.Instance, pair.Destination, MoveKind.Live));
        ILookup<bool, (int, int)> byClass = answers[false].ToLookup(pair => table.IsAllowed(pair.Item1, state.HostOf(pair.Item1), pair.Item2, MoveKind.Live));
        Spread([.. answers[true]], allowed);
        Spread([.. byClass[false]], refused);
    }

    /// <summary>Pairs that every rule allows.</summary>
    [Benchmark(OperationsPerInvoke = Pairs)]
    public int Allowed() => Count(allowed);

    /// <summary>Pairs that a lasting rule refuses.</summary>
    [Benchmark(OperationsPerInvoke = Pairs)]
    public int RefusedByClass() => Count(refused);

    private static void Spread((int, int)[] from, (int, int)[] to)
    {
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = from[(int)((long)i * from.Length / to.Length)];
        }
    }

    private int Count((int Instance, int Destination)[] pairs)
    {
        int count = 0;
        foreach ((int instance, int destination) in pairs)
        {
            count += table.IsAllowed(state, instance, destination, MoveKind.Live) ? 1 : 0;
        }

        return count;
    }
}
