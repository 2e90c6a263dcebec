namespace Rebalancer.Tests.Conformance;

/// <summary>The sections of recorded cases that Placement, the scheduler and the libvirt driver answered.</summary>
internal static class RuleChecks
{
    /// <summary>A check per section.</summary>
    public static readonly IReadOnlyDictionary<string, ConformanceCheck> Sections = new Dictionary<string, ConformanceCheck>
    {
        ["placement_capacity"] = PlacementChecks.CheckCapacity,
        ["placement_request"] = PlacementChecks.CheckRequest,
        ["scheduler_filter"] = FilterChecks.Filter,
        ["live_migration_storage"] = StorageChecks.LiveMigration,
    };
}
