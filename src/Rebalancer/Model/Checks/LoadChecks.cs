using System.Collections.Immutable;
using Rebalancer.Findings;

namespace Rebalancer.Model.Checks;

/// <summary>Samples of load are taken at the same moments of all instances, so that they can be added.</summary>
internal static class LoadChecks
{
    /// <summary>Adds an error for an instance with another number of samples than the first that has any.</summary>
    public static void Run(ClusterParts parts, FindingList findings)
    {
        int? expected = null;
        for (int i = 0; i < parts.Instances.Length; i++)
        {
            if (parts.Instances[i].CpuLoadSamples.TryGet(out ImmutableArray<double> samples) && samples.Length != (expected ??= samples.Length))
            {
                findings.Error(
                    "cluster.load-samples",
                    $"$.instances[{i}].cpuLoadSamples.value",
                    $"there are {samples.Length} samples; other instances have {expected}, and samples are of the same moments");
            }
        }
    }
}
