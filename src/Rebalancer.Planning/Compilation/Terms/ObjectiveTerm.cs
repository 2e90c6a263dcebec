using Google.OrTools.Sat;
using Rebalancer.Planning.Exact;

namespace Rebalancer.Planning.Compilation.Terms;

/// <summary>Something that an objective counts, 0 or more: as a plain function of a placement, and as an encoding for CP-SAT.</summary>
internal abstract class ObjectiveTerm
{
    /// <summary>The value of a placement.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="placement">The choices.</param>
    /// <param name="finalHosts">By instance: the host it ends on.</param>
    public abstract long ValueOf(PlacementProblem problem, Placement placement, int[] finalHosts);

    /// <summary>Whether where instances end decides the value, by whatever way they got there; or each of them adds what its own way costs.</summary>
    public virtual bool IsDecidedByEnds => true;

    /// <summary>What no placement can go below, as far as this can be told cheaply.</summary>
    public virtual long FloorIn(PlacementProblem problem) => 0;

    /// <summary>The value in a model, with the variables that it needs: for every placement that of the plain function, or less.</summary>
    public abstract LinearExpr In(PlacementModel model);

    /// <summary>What no placement goes below, where nothing is known of options but who may move at all.</summary>
    /// <param name="problem">A problem of the cluster; its options do not count.</param>
    /// <param name="mayMove">By instance.</param>
    public virtual long FloorFor(PlacementProblem problem, IReadOnlyList<bool> mayMove) => 0;

    /// <summary>Tells the fewest moves with which the value can be as low as given, as far as this can be told cheaply.</summary>
    /// <param name="problem">A problem of the cluster.</param>
    /// <param name="mayMove">By instance.</param>
    public virtual Func<long, long> FewestMoves(PlacementProblem problem, Predicate<int> mayMove) => static _ => 0;
}
