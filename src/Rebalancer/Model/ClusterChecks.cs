using System.Collections.Immutable;
using Rebalancer.Findings;

namespace Rebalancer.Model;

/// <summary>Checks the parts of a cluster against each other.</summary>
internal static class ClusterChecks
{
    /// <summary>All errors and warnings, in the order of the parts.</summary>
    public static ImmutableArray<Finding> Run(ClusterParts parts)
    {
        _ = parts;
        return [];
    }
}
