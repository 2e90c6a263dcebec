using Rebalancer.Planning.Compilation;

namespace Rebalancer.Planning.Sequencing;

/// <summary>A placement with one order, move after move, in which every state on the way is allowed.</summary>
/// <param name="Placement">The choices.</param>
/// <param name="Moves">The moves of the chosen options in that order.</param>
internal sealed record OrderedPlacement(Placement Placement, IReadOnlyList<Hop> Moves);
