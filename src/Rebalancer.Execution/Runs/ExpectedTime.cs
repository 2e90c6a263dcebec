using Rebalancer.Model;
using Rebalancer.Plans;

namespace Rebalancer.Execution.Runs;

/// <summary>How long a step is expected to take.</summary>
internal static class ExpectedTime
{
    /// <summary>The estimate of a step; zero where it waits for somebody else, or where the cluster does not know what it names.</summary>
    public static TimeSpan Of(Cluster cluster, PlanStep step)
    {
        if (step is not MoveStep move)
        {
            return step is WaitStep or MaintainStep ? TimeSpan.Zero : PlanSchedule.NominalTime;
        }

        int instance = cluster.IndexOf(move.Instance);
        int source = cluster.IndexOf(move.Source);
        int destination = cluster.IndexOf(move.Destination);
        return instance < 0 || source < 0 || destination < 0 ? TimeSpan.Zero : MoveEstimate.Of(cluster, instance, source, destination, move.Kind).Duration;
    }
}
