using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Compilation;

/// <summary>Tells where a scheduler hint stands against a move because an instance that it names is on its way: that migration may end before the move or after it.</summary>
internal sealed class HintsInFlight
{
    private readonly PlanState start;
    private readonly Profile profile;
    private readonly List<PlanState> ended = [];

    public HintsInFlight(PlanState start, Profile profile)
    {
        this.start = start;
        this.profile = profile;
        Cluster cluster = start.Cluster;
        PlanState all = start.Clone();
        for (int move = 0; move < cluster.MovesInFlight.Length; move++)
        {
            if (cluster.MovesInFlight[move].Destination is { } destination && cluster.IndexOf(destination) >= 0)
            {
                PlanState one = start.Clone();
                one.EndInFlight(move);
                ended.Add(one);
                all.EndInFlight(move);
            }
        }

        if (ended.Count > 1)
        {
            ended.Add(all);
        }
    }

    /// <summary>Whether a hint, the same for every kind of move, allows the host now and would refuse it once a migration in flight has ended.</summary>
    public bool MayRefuse(int instance, int host) =>
        start.Cluster.Instances[instance].SchedulerHints.TryGet(out var hints) && !hints.IsEmpty
        && !IsRefused(start, instance, host) && ended.Exists(state => IsRefused(state, instance, host));

    private bool IsRefused(PlanState state, int instance, int host) =>
        MigrationRules.CheckState(state, instance, host, MoveKind.Live, profile).Refusals
            .Any(refusal => refusal.Code is "nova.different-host" or "nova.same-host-hint");
}
