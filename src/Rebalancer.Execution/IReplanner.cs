using System.Collections.Immutable;
using Rebalancer.Execution.Runs;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Execution;

/// <summary>Plans the rest of a run anew: reads the cloud and asks a planner.</summary>
public interface IReplanner
{
    /// <summary>A plan from where the cloud is now, or <c>null</c> where there is none; nothing of the run is under way meanwhile.</summary>
    Task<Replanned?> ReplanAsync(ReplanRequest request, CancellationToken cancellation);
}

/// <summary>Why and for what a rest is planned anew.</summary>
/// <param name="Plan">The plan that cannot go on: its goal and profile still hold.</param>
/// <param name="Reason">Why it cannot, as one sentence.</param>
/// <param name="Failed">The moves of the run that failed for good, which a new plan should not try again.</param>
public sealed record ReplanRequest(Plan Plan, string Reason, ImmutableArray<FailedMove> Failed);

/// <summary>A move that failed for good.</summary>
/// <param name="Instance">The instance.</param>
/// <param name="Destination">Where it should have gone.</param>
/// <param name="Kind">How.</param>
/// <param name="Cause">Why it did not.</param>
public sealed record FailedMove(InstanceId Instance, HostName Destination, MoveKind Kind, FailureCause Cause);

/// <summary>A new plan for the rest.</summary>
/// <param name="Cluster">The cloud as it was read.</param>
/// <param name="Plan">The plan, proven for it.</param>
public sealed record Replanned(Cluster Cluster, Plan Plan);
