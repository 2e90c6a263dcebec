using System.Globalization;
using Rebalancer.Model;

namespace Rebalancer.Plans.Verification;

/// <summary>Names and figures for the sentences of a proof.</summary>
internal static class Wording
{
    /// <summary>The display name of an instance, or its UUID where it has none.</summary>
    public static string NameOf(Cluster cluster, int instance) =>
        cluster.Instances[instance].Name is { Length: > 0 } name ? name : cluster.Instances[instance].Id.ToString();

    /// <summary>What is held of what there is: <c>34 of 32 GiB MEMORY_MB</c>.</summary>
    public static string Of(ResourceClass resourceClass, long amount, long limit)
    {
        bool isMemory = resourceClass == ResourceClass.MemoryMb;
        bool inGiB = isMemory && amount % 1024 == 0 && limit % 1024 == 0;
        long unit = inGiB ? 1024 : 1;
        string name = inGiB || resourceClass == ResourceClass.DiskGb ? $"GiB {resourceClass}" : isMemory ? $"MiB {resourceClass}" : resourceClass.ToString();
        return string.Create(CultureInfo.InvariantCulture, $"{amount / unit} of {limit / unit} {name}");
    }

    /// <summary>Who has still to leave: <c> before db-1 and db-2 have left</c>, or nothing.</summary>
    public static string Before(Cluster cluster, IReadOnlyList<int> instances)
    {
        if (instances.Count == 0)
        {
            return "";
        }

        string names = instances.Count switch
        {
            1 => NameOf(cluster, instances[0]),
            2 => $"{NameOf(cluster, instances[0])} and {NameOf(cluster, instances[1])}",
            _ => $"{NameOf(cluster, instances[0])} and {instances.Count - 1} others",
        };
        return $" before {names} {(instances.Count == 1 ? "has" : "have")} left";
    }
}
