using Rebalancer.Model;

namespace Rebalancer.Rules;

/// <summary>Says that an answer rests on the release that is assumed when nobody told it.</summary>
internal static class ReleaseAssumption
{
    /// <summary>Adds the assumption where the cloud's release is unknown.</summary>
    public static void AddIfUnknown(in LastingMove move, ref VerdictBuilder verdict) => AddIfUnknown(move.Facts, ref verdict);

    /// <summary>Adds the assumption where the cloud's release is unknown.</summary>
    public static void AddIfUnknown(CloudFacts facts, ref VerdictBuilder verdict)
    {
        if (!facts.Cluster.Options.NovaRelease.IsKnown)
        {
            verdict.Assume("assumed.nova-release", $"Nova is of the release {NovaRelease.Zed}, the oldest and strictest that is modelled.");
        }
    }
}
