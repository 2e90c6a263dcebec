using Rebalancer.Model;

namespace Rebalancer.Testing.Shrinking;

/// <summary>Makes clouds smaller and plainer, the boldest attempts first.</summary>
internal static class CloudShrinker
{
    /// <summary>Valid clouds of less weight; shrinking ends because the weight cannot fall for ever.</summary>
    public static IEnumerable<Cluster> Shrink(Cluster cluster)
    {
        ClusterParts parts = cluster.ToParts();
        long weight = CloudWeight.Of(parts);
        foreach (ClusterParts candidate in Candidates(parts))
        {
            if (CloudWeight.Of(candidate) < weight && Cluster.Build(candidate).OrNull is { } smaller)
            {
                yield return smaller;
            }
        }
    }

    private static IEnumerable<ClusterParts> Candidates(ClusterParts parts) =>
        Removal.Of(parts).Concat(InstanceShrinks.Of(parts)).Concat(HostShrinks.Of(parts)).Concat(OptionsShrinks.Of(parts));
}
