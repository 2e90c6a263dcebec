using Rebalancer.Model;
using Rebalancer.Rules;

namespace Rebalancer.Plans;

/// <summary>What a move is expected to cost.</summary>
/// <param name="Bytes">What goes over the wire.</param>
/// <param name="Duration">From its start to its end; for a cold move to VERIFY_RESIZE.</param>
/// <param name="Downtime">How long the instance does not answer.</param>
/// <param name="Converges">Whether pre-copy catches up with the writes by itself.</param>
public sealed record MoveEstimate(long Bytes, TimeSpan Duration, TimeSpan Downtime, bool Converges)
{
    /// <summary>The estimate from the pre-copy model; indexes are the cluster's.</summary>
    public static MoveEstimate Of(Cluster cluster, int instance, int source, int destination, MoveKind kind) =>
        throw new NotImplementedException();
}
