using System.Runtime.CompilerServices;
using Rebalancer.Model;

namespace Rebalancer.Rules;

/// <summary>Instances and hosts of a cluster in classes that no lasting rule tells apart.</summary>
/// <remarks>
/// <see cref="MigrationRules.CheckLasting"/> refuses by the same codes for all instances of a class, all sources of a class and all
/// destinations of a class, so a verdict per class triple stands for all pairs. The class of an instance does not depend on where
/// it is. A class is numbered by its first member in the order of the cluster.
/// </remarks>
public sealed class MoveClasses
{
    private static readonly ConditionalWeakTable<Cluster, MoveClasses> Known = [];

    private readonly int[] instanceClasses;
    private readonly int[] hostClasses;
    private readonly int[] instanceRepresentatives;
    private readonly int[] hostRepresentatives;

    private MoveClasses(Cluster cluster)
    {
        var facts = CloudFacts.Of(cluster);
        HostKeys hosts = new(facts);
        (hostClasses, hostRepresentatives) = Number(cluster.Hosts.Length, hosts.Of);
        InstanceKeys instances = new(facts);
        (instanceClasses, instanceRepresentatives) = Number(cluster.Instances.Length, instances.Of);
    }

    /// <summary>How many classes of instances there are.</summary>
    public int InstanceClassCount => instanceRepresentatives.Length;

    /// <summary>How many classes of hosts there are.</summary>
    public int HostClassCount => hostRepresentatives.Length;

    /// <summary>The classes of a cluster.</summary>
    public static MoveClasses Of(Cluster cluster)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        return Known.GetValue(cluster, static read => new MoveClasses(read));
    }

    /// <summary>The class of an instance, from 0.</summary>
    public int InstanceClassOf(int instance) => instanceClasses[instance];

    /// <summary>The class of a host, from 0; the same whether moves begin or end there.</summary>
    public int HostClassOf(int host) => hostClasses[host];

    /// <summary>The first instance of a class.</summary>
    public int InstanceOf(int instanceClass) => instanceRepresentatives[instanceClass];

    /// <summary>The first host of a class.</summary>
    public int HostOf(int hostClass) => hostRepresentatives[hostClass];

    private static (int[] Classes, int[] Representatives) Number(int count, Func<int, string> keyOf)
    {
        Dictionary<string, int> byKey = new(StringComparer.Ordinal);
        List<int> representatives = [];
        var classes = new int[count];
        for (int i = 0; i < count; i++)
        {
            string key = keyOf(i);
            if (!byKey.TryGetValue(key, out int number))
            {
                number = representatives.Count;
                byKey.Add(key, number);
                representatives.Add(i);
            }

            classes[i] = number;
        }

        return (classes, [.. representatives]);
    }
}
