using Rebalancer.Planning.Compilation;
using Rebalancer.Planning.Search;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Improving;

/// <summary>Cuts a cloud into parts of about as many hosts each, along what decouples as far as that goes: hosts between which somebody may move (of one cell, zone or aggregate) stay together.</summary>
internal sealed class CloudParts
{
    private readonly int[][] coupled;
    private FastRandom random;

    /// <param name="compiler">Tells who may go where.</param>
    /// <param name="seed">The seed of all cuts.</param>
    public CloudParts(ProblemCompiler compiler, int seed)
    {
        random = new FastRandom(seed, 11);
        int[] rootOf = Coupling(compiler);
        coupled = [.. Enumerable.Range(0, compiler.Takes.Count).GroupBy(host => rootOf[compiler.Classes.HostClassOf(host)]).Select(hosts => hosts.ToArray())];
    }

    /// <summary>Some parts, every time others. Each host is in one of them.</summary>
    public int[][] Next(int count)
    {
        Shuffle(coupled);
        Array.ForEach(coupled, Shuffle);
        int[] hosts = [.. coupled.SelectMany(together => together)];
        return [.. Enumerable.Range(0, count).Select(part => hosts[CutAt(part)..CutAt(part + 1)])];

        int CutAt(int part) => (int)((long)hosts.Length * part / count);
    }

    private void Shuffle<T>(T[] items)
    {
        for (int last = items.Length - 1; last > 0; last--)
        {
            int other = random.Next(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }

    /// <summary>By class of hosts: a class that stands for all that somebody may go between.</summary>
    private static int[] Coupling(ProblemCompiler compiler)
    {
        MoveClasses classes = compiler.Classes;
        int[] parent = [.. Enumerable.Range(0, classes.HostClassCount)];
        var taker = new int[parent.Length];
        Array.Fill(taker, -1);
        for (int host = 0; host < compiler.Takes.Count; host++)
        {
            taker[classes.HostClassOf(host)] = compiler.Takes[host] ? host : taker[classes.HostClassOf(host)];
        }

        HashSet<(int InstanceClass, int HostClass)> asked = [];
        for (int instance = 0; instance < compiler.Movable.Count; instance++)
        {
            int source = classes.HostClassOf(compiler.Start.HostOf(instance));
            if (!compiler.Movable[instance] || !asked.Add((classes.InstanceClassOf(instance), source)))
            {
                continue;
            }

            for (int kind = 0; kind < parent.Length; kind++)
            {
                if (taker[kind] >= 0 && Root(kind) != Root(source) && compiler.MayGo(instance, taker[kind]))
                {
                    parent[Root(kind)] = Root(source);
                }
            }
        }

        return [.. parent.Select((_, kind) => Root(kind))];

        int Root(int kind)
        {
            while (parent[kind] != kind)
            {
                kind = parent[kind] = parent[parent[kind]];
            }

            return kind;
        }
    }
}
