using System.Collections.Immutable;
using Rebalancer.Findings;
using Rebalancer.Model.Checks;
using Rebalancer.Snapshots.Shapes;
using Rebalancer.Snapshots.Tables;

namespace Rebalancer.Model;

/// <summary>Checks the parts of a cluster, each by itself and against each other.</summary>
/// <remarks>
/// What is out of bounds comes from the same tables that read and write the parts, so that a cluster made in code obeys the
/// bounds of one that was read. Paths are those of the cluster's JSON.
/// </remarks>
internal static class ClusterChecks
{
    /// <summary>All errors and warnings, check by check, each in the order of the parts.</summary>
    public static ImmutableArray<Finding> Run(ClusterParts parts)
    {
        FindingList findings = new();
        ClusterTables.Parts.Check(parts, new BoundsCheck(findings));
        if (findings.HasErrors)
        {
            // Lists that were never made and amounts without bounds would break the checks that compare and add.
            return findings.ToImmutable();
        }

        PartIndex index = new(parts);
        SizeChecks.Run(parts, findings);
        LoadChecks.Run(parts, findings);
        RunAlone(parts, findings);
        ProviderChecks.Run(parts, findings);
        ReferenceChecks.Run(parts, index, findings);
        PlacementChecks.Run(parts, index, findings);
        MoveChecks.Run(parts, index, findings);
        GroupChecks.Run(parts, index, findings);
        UsageChecks.Run(parts, index, findings);
        return findings.ToImmutable();
    }

    /// <summary>The errors that do not depend on values which could not be read.</summary>
    public static ImmutableArray<Finding> RunOnPart(ClusterParts parts)
    {
        FindingList findings = new();
        RunAlone(parts, findings);
        return findings.ToImmutable().RemoveAll(finding => finding.Severity != Severity.Error);
    }

    private static void RunAlone(ClusterParts parts, FindingList findings)
    {
        DuplicateChecks.Run(parts, findings);
        InventoryChecks.Run(parts, findings);
        TopologyChecks.Run(parts, findings);
    }
}
