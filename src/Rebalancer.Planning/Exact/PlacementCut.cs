using Rebalancer.Planning.Compilation;

namespace Rebalancer.Planning.Exact;

/// <summary>Forbids one placement that cannot be ordered: somebody of it must do otherwise, or somebody else must move too.</summary>
/// <param name="Choices">The choice of every instance that matters: the option's index in the problem, or -1 for staying.</param>
internal sealed record PlacementCut(IReadOnlyList<(int Instance, int Option)> Choices)
{
    /// <summary>A cut that forbids exactly this placement.</summary>
    public static PlacementCut Of(PlacementProblem problem, Placement placement) => new(
    [
        .. Enumerable.Range(0, problem.InstanceCount)
            .Where(instance => !problem.OptionsOf(instance).IsEmpty)
            .Select(instance => (instance, placement.Choice[instance])),
    ]);
}
