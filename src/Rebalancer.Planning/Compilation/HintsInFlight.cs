using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Compilation;

/// <summary>Tells where a scheduler hint stands against a move because an instance that it names is on its way: that migration may end before the move or after it.</summary>
internal sealed class HintsInFlight
{
    private readonly PlanState start;
    private readonly Profile profile;
    private readonly Lazily<List<PlanState>> ended;

    public HintsInFlight(PlanState start, Profile profile)
    {
        this.start = start;
        this.profile = profile;
        ended = new Lazily<List<PlanState>>(States);
    }

    /// <summary>Whether a hint, the same for every kind of move, allows the host now and would refuse it once a migration in flight has ended.</summary>
    public bool MayRefuse(int instance, int host) =>
        start.Cluster.Instances[instance].SchedulerHints.TryGet(out var hints) && !hints.IsEmpty
        && !IsRefused(start, instance, host) && ended.Value.Exists(state => IsRefused(state, instance, host));

    /// <summary>The states after each of the migrations has ended, and after all: of those migrations only that concern an instance which somebody's hints name.</summary>
    private List<PlanState> States()
    {
        Cluster cluster = start.Cluster;
        HashSet<string> named = [.. cluster.Instances.SelectMany(instance => instance.SchedulerHints.TryGet(out var hints) ? hints.Values.SelectMany(values => values) : [])];
        List<PlanState> states = [];
        PlanState all = start.Clone();
        for (int move = 0; move < cluster.MovesInFlight.Length; move++)
        {
            MoveInFlight read = cluster.MovesInFlight[move];
            if (read.Destination is { } destination && cluster.IndexOf(destination) >= 0 && named.Contains(read.Instance.Value))
            {
                PlanState one = start.Clone();
                one.EndInFlight(move);
                states.Add(one);
                all.EndInFlight(move);
            }
        }

        if (states.Count > 1)
        {
            states.Add(all);
        }

        return states;
    }

    private bool IsRefused(PlanState state, int instance, int host) =>
        MigrationRules.CheckState(state, instance, host, MoveKind.Live, profile).Refusals
            .Any(refusal => refusal.Code is "nova.different-host" or "nova.same-host-hint");
}
