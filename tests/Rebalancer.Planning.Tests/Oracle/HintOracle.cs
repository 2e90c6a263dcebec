using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Tests.Oracle;

/// <summary>Hints may name instances that are on their way. Nobody waits for what the snapshot saw in flight, so any of it may have ended by the time somebody arrives.</summary>
internal static class HintOracle
{
    /// <summary>Whether a hint stands against an arrival in any of the states that there may be by then.</summary>
    public static bool MayRefuse(PlanState state, int instance, int host, MoveKind kind, Profile profile)
    {
        if (state.Cluster.Instances[instance].SchedulerHints.TryGet(out var hints) && hints.IsEmpty)
        {
            return false;
        }

        List<PlanState> later = [state];
        for (int move = 0; move < state.Cluster.MovesInFlight.Length; move++)
        {
            if (state.Cluster.MovesInFlight[move].Destination is { } to && state.Cluster.IndexOf(to) >= 0)
            {
                foreach (PlanState before in later.ToArray())
                {
                    PlanState after = before.Clone();
                    after.EndInFlight(move);
                    later.Add(after);
                }
            }
        }

        return later.Exists(after => MigrationRules.CheckState(after, instance, host, kind, profile).Refusals
            .Any(refusal => refusal.Code is "nova.different-host" or "nova.same-host-hint"));
    }
}
