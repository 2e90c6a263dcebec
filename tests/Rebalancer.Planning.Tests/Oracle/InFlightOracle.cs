using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Tests.Oracle;

/// <summary>Nobody waits for what the snapshot saw in flight, so any of it may have ended by the time somebody arrives: hints then see others, and cells have other pages free.</summary>
internal static class InFlightOracle
{
    /// <summary>Whether the rules stand against a move in any of the states that there may be by then.</summary>
    public static bool MayRefuse(PlanState state, int instance, int host, MoveKind kind, Profile profile)
    {
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

        return later.Exists(after => !MigrationRules.CheckState(after, instance, host, kind, profile).IsAllowed);
    }
}
