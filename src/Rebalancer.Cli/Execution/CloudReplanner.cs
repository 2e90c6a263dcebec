using System.Collections.Immutable;
using Rebalancer.Execution;
using Rebalancer.Execution.Runs;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Planning;
using Rebalancer.Plans;

namespace Rebalancer.Cli.Execution;

/// <summary>Reads the cloud again and plans what is left of a goal, around the moves that failed.</summary>
/// <param name="read">Reads the cloud.</param>
/// <param name="plan">Plans.</param>
internal sealed class CloudReplanner(Func<Cluster> read, Func<Cluster, Goal, PlanningOptions, Plan> plan) : IReplanner
{
    /// <summary>How often a move may meet a world that has moved before its instance is left alone.</summary>
    private const int MostSurprises = 3;

    public Task<Replanned?> ReplanAsync(ReplanRequest request, CancellationToken cancellation)
    {
        Cluster cluster = read();
        PlanningOptions options = new() { Profile = request.Plan.Profile };
        Goal goal = Without(request.Plan.Goal, LeftAlone(cluster, request.Failed, _ => false), []);

        // Another destination for what failed for no fault of the instance; if that leaves something undone, the instance stays instead.
        ImmutableArray<HostName> doubtful = [.. request.Failed.Where(IsOfTheWay).Select(failed => failed.Destination).Distinct().Where(host => cluster.IndexOf(host) >= 0)];
        Plan found = plan(cluster, Without(goal, [], doubtful), options);
        if (!doubtful.IsEmpty && found.Outcome is not (PlanOutcome.Optimal or PlanOutcome.Feasible))
        {
            found = plan(cluster, Without(request.Plan.Goal, LeftAlone(cluster, request.Failed, IsOfTheWay), []), options);
        }

        return Task.FromResult(
            PlanVerifier.Verify(cluster, found).IsProven && found.Outcome is not (PlanOutcome.Infeasible or PlanOutcome.NoPlanInTime)
                ? new Replanned(cluster, found)
                : null);
    }

    /// <summary>Whether another destination may do better.</summary>
    private static bool IsOfTheWay(FailedMove failed) => failed.Cause is FailureCause.CouldNot or FailureCause.Refused;

    private static ImmutableArray<InstanceId> LeftAlone(Cluster cluster, ImmutableArray<FailedMove> failed, Func<FailedMove, bool> also) =>
    [
        .. failed.GroupBy(move => move.Instance)
            .Where(moves => cluster.IndexOf(moves.Key) >= 0
                && (moves.Any(move => also(move) || !(IsOfTheWay(move) || move.Cause == FailureCause.WorldMoved)) || moves.Count() >= MostSurprises))
            .Select(moves => moves.Key),
    ];

    private static Goal Without(Goal goal, ImmutableArray<InstanceId> instances, ImmutableArray<HostName> hosts) => goal with
    {
        Limits = goal.Limits with
        {
            InstancesLeftAlone = [.. goal.Limits.InstancesLeftAlone.Union(instances)],
            HostsLeftAlone = [.. goal.Limits.HostsLeftAlone.Union(hosts)],
        },
    };
}
