using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Previews;

/// <summary>The instances that lose what is on their local disks when they are evacuated.</summary>
internal static class RebuiltDisks
{
    private const string Code = "policy.data-loss";

    /// <summary>The instances; none where the cluster is unknown or does not have them.</summary>
    public static ImmutableArray<InstanceId> Of(Cluster? cluster, Plan plan)
    {
        MoveStep[] evacuations = [.. plan.Steps.OfType<MoveStep>().Where(move => move.Kind == MoveKind.Evacuate)];
        if (cluster is null || evacuations.Length == 0 || PlanShape.ProblemOf(plan, cluster) is not null)
        {
            return [];
        }

        PlanState start = PlanState.Of(cluster);
        Profile careful = plan.Profile with { RefusesDataLoss = true };
        return
        [
            .. evacuations
                .Where(move => MigrationRules.Check(start, cluster.IndexOf(move.Instance), cluster.IndexOf(move.Destination), MoveKind.Evacuate, careful)
                    .Refusals.Any(refusal => refusal.Code == Code))
                .Select(move => move.Instance)
                .Distinct(),
        ];
    }
}
