using Rebalancer.Model;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Goals;

/// <summary>By which codes the lasting rules refuse, asked once per class of instances, of sources and of destinations, and set of kinds.</summary>
internal sealed class LastingCodes(Cluster cluster)
{
    private readonly MoveClasses classes = MoveClasses.Of(cluster);
    private readonly Dictionary<(int InstanceClass, int SourceClass, int Kinds), string[][]?[]> known = [];

    /// <summary>The class of a host.</summary>
    public int ClassOf(int host) => classes.HostClassOf(host);

    /// <summary>The codes for an instance and a host, kind by kind; none for a kind that is allowed.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="source">The host it is on.</param>
    /// <param name="host">The host it would go to.</param>
    /// <param name="kinds">How it may go.</param>
    /// <param name="ask">Asks the rules about a kind, for a class that they were not asked about yet.</param>
    public string[][] Of(int instance, int source, int host, MoveKind[] kinds, Func<int, int, int, MoveKind, string[]> ask)
    {
        int kindSet = kinds.Sum(kind => 1 << (int)kind);
        var key = (classes.InstanceClassOf(instance), classes.HostClassOf(source), kindSet);
        if (!known.TryGetValue(key, out string[][]?[]? row))
        {
            known.Add(key, row = new string[][]?[classes.HostClassCount]);
        }

        return row[classes.HostClassOf(host)] ??= [.. kinds.Select(kind => ask(instance, source, host, kind))];
    }
}
