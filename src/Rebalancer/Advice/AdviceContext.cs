using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Advice;

/// <summary>A cloud as the checks see it.</summary>
internal sealed class AdviceContext
{
    private const int Named = 4;

    /// <summary>Looks at a cloud.</summary>
    public AdviceContext(Cluster cluster, Profile profile)
    {
        Cluster = cluster;
        Profile = profile;
        Facts = CloudFacts.Of(cluster);
        State = PlanState.Of(cluster);
        Verdicts = VerdictTable.Of(cluster, profile);
    }

    /// <summary>The cloud.</summary>
    public Cluster Cluster { get; }

    /// <summary>The policies.</summary>
    public Profile Profile { get; }

    /// <summary>What follows from the cloud.</summary>
    public CloudFacts Facts { get; }

    /// <summary>Who holds what in the snapshot.</summary>
    public PlanState State { get; }

    /// <summary>What the lasting rules say of moves.</summary>
    public VerdictTable Verdicts { get; }

    /// <summary>Instances and hosts that no lasting rule tells apart.</summary>
    public MoveClasses Classes => Verdicts.Classes;

    /// <summary>The indexes of hosts.</summary>
    public IEnumerable<int> AllHosts => Enumerable.Range(0, Cluster.Hosts.Length);

    /// <summary>The indexes of instances.</summary>
    public IEnumerable<int> AllInstances => Enumerable.Range(0, Cluster.Instances.Length);

    /// <summary>Things in a row with commas, the tail counted where there are more than a few.</summary>
    public static string Row<T>(IReadOnlyList<T> things) => things.Count <= Named
        ? string.Join(", ", things)
        : $"{string.Join(", ", things.Take(Named - 1))} and {things.Count - Named + 1} more";

    /// <summary>A count with its noun, such as <c>1 host</c> or <c>7 hosts</c>.</summary>
    public static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    /// <summary>The names of hosts, each once, in the order of the cluster.</summary>
    public ImmutableArray<HostName> HostNames(IEnumerable<int> hosts) => [.. hosts.Distinct().Order().Select(host => Cluster.Hosts[host].Name)];

    /// <summary>The ids of instances, in the order of the cluster.</summary>
    public ImmutableArray<InstanceId> InstanceIds(IEnumerable<int> instances) => [.. instances.Order().Select(instance => Cluster.Instances[instance].Id)];
}
