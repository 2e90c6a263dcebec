using System.Collections.Immutable;
using Rebalancer.Execution.Journals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Execution;

/// <summary>Plans the way back of a run: services that it disabled are enabled, and instances return to the hosts they were on.</summary>
/// <remarks>
/// An order is found move by move, whoever was moved last first; then every dependency without which the steps are still proven goes away.
/// Instances that only detours would bring home stay where they are, with the reasons.
/// </remarks>
public sealed class WayBack
{
    /// <summary>Above so many moves the order found stays as it is, one move after the other.</summary>
    private const int MostUnchained = 30;

    private readonly Cluster cluster;
    private readonly RunHistory history;
    private readonly List<LeftBehind> stay = [];

    private WayBack(Cluster cluster, RunHistory history)
    {
        this.cluster = cluster;
        this.history = history;
    }

    /// <summary>The plan, proven for the cloud as it is. Its goal is that of the run, for the limits.</summary>
    /// <param name="cluster">The cloud as it is now.</param>
    /// <param name="journal">The journal of the run.</param>
    /// <exception cref="ArgumentException">The journal tells of no run, or of one with steps under way: resume it first.</exception>
    public static Plan Of(Cluster cluster, Journal journal)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(journal);
        if (journal.IsEmpty)
        {
            throw new ArgumentException("The journal tells of no run.", nameof(journal));
        }

        if (journal.History.Plan.Steps.FirstOrDefault(step => journal.History.Of(step.Id) is { Started: true, End: null }) is { } running)
        {
            throw new ArgumentException($"Step {running.Id} of the run is under way; resume the run first.", nameof(journal));
        }

        return new WayBack(cluster, journal.History).Make();
    }

    private Plan Make()
    {
        List<MoveStep> order = Order();
        while (true)
        {
            Plan plan = PlanOf(order, move => Enumerable.Range(0, move));
            if (PlanVerifier.Verify(cluster, plan).Violations.FirstOrDefault() is not { } violation)
            {
                return Loosen(order);
            }

            // What the verifier does not grant stays; without moves there is nothing left to object to.
            MoveStep refused = plan.Steps.OfType<MoveStep>().FirstOrDefault(step => step.Id == violation.Step) ?? plan.Steps.OfType<MoveStep>().Last();
            order.RemoveAll(move => move.Instance == refused.Instance);
            stay.Add(new LeftBehind(refused.Instance, refused.Source, StayProof.NotProven, [new StayReason(violation.Code, violation.Message, "", [refused.Destination])]));
        }
    }

    /// <summary>The returns in an order in which each is allowed.</summary>
    private List<MoveStep> Order()
    {
        PlanState state = PlanState.Of(cluster);
        foreach (int host in Disabled())
        {
            state.SetEnabled(host, isEnabled: true);
        }

        List<MoveStep> waiting = [.. Returns()];
        List<MoveStep> order = [];
        for (bool goesOn = true; goesOn;)
        {
            goesOn = false;
            foreach (MoveStep move in waiting.ToArray())
            {
                if (KindOf(state, move) is { } kind)
                {
                    state.Claim(cluster.IndexOf(move.Instance), cluster.IndexOf(move.Destination));
                    state.Release(cluster.IndexOf(move.Instance));
                    order.Add(move with { Kind = kind });
                    goesOn |= waiting.Remove(move);
                }
            }
        }

        stay.AddRange(waiting.Select(move => new LeftBehind(
            move.Instance, move.Source, StayProof.NotProven,
            [.. Check(state, move, Kinds(move)[^1]).Refusals.Select(refusal => new StayReason(refusal.Code, refusal.Message, refusal.Remedy, [move.Destination]))])));
        return order;
    }

    /// <summary>What was moved and is still where the run left it, back to where it came from; the last moved first.</summary>
    private IEnumerable<MoveStep> Returns()
    {
        foreach (IGrouping<InstanceId, MoveStep> moves in history.Done.GroupBy(move => move.Instance).Reverse())
        {
            int instance = cluster.IndexOf(moves.Key);
            HostName origin = moves.First().Source;
            MoveStep last = moves.Last();
            if (instance < 0 || cluster.IndexOf(origin) < 0 || last.Destination == origin)
            {
                continue;
            }

            HostName host = cluster.Instances[instance].Host;
            if (host == last.Destination)
            {
                yield return new MoveStep(moves.Key, host, origin, last.Kind) { Id = 1 };
            }
            else if (host != origin)
            {
                stay.Add(new LeftBehind(
                    moves.Key, host, StayProof.NotProven,
                    [new StayReason("undo.moved-since", $"The run left it on {last.Destination}, and somebody has moved it to {host} since.", "Move it by hand if it is to return.", [origin])]));
            }
        }
    }

    private MoveKind? KindOf(PlanState state, MoveStep move)
    {
        foreach (MoveKind kind in Kinds(move))
        {
            if (Check(state, move, kind).IsAllowed)
            {
                return kind;
            }
        }

        return null;
    }

    /// <summary>As it came; what was evacuated is alive again.</summary>
    private static ImmutableArray<MoveKind> Kinds(MoveStep move) => move.Kind == MoveKind.Evacuate ? [MoveKind.Live, MoveKind.Cold] : [move.Kind];

    private Verdict Check(PlanState state, MoveStep move, MoveKind kind) =>
        MigrationRules.Check(state, cluster.IndexOf(move.Instance), cluster.IndexOf(move.Destination), kind, history.Plan.Profile);

    /// <summary>Hosts that the run disabled and that still are.</summary>
    private IEnumerable<int> Disabled() => history.Disabled.Keys.Order().Select(cluster.IndexOf).Where(host => host >= 0 && !cluster.Hosts[host].Service.IsEnabled);

    private Plan Loosen(List<MoveStep> order)
    {
        var after = new SortedSet<int>[order.Count];
        bool isSmall = order.Count <= MostUnchained;
        for (int move = 0; move < order.Count; move++)
        {
            after[move] = isSmall ? [.. Enumerable.Range(0, move)] : move == 0 ? [] : [move - 1];
        }

        for (int move = 0; isSmall && move < order.Count; move++)
        {
            foreach (int before in after[move].ToArray())
            {
                after[move].Remove(before);
                if (!PlanVerifier.Verify(cluster, PlanOf(order, one => after[one])).IsProven)
                {
                    after[move].Add(before);
                }
            }
        }

        return PlanOf(order, move => after[move]);
    }

    private Plan PlanOf(List<MoveStep> order, Func<int, IEnumerable<int>> after)
    {
        List<PlanStep> steps = [];
        Dictionary<HostName, int> enables = [];
        foreach (HostName host in Disabled().Select(host => cluster.Hosts[host].Name))
        {
            enables[host] = steps.Count + 1;
            steps.Add(new EnableStep(host) { Id = steps.Count + 1, Why = "the run that is taken back has disabled it" });
        }

        var released = new int[order.Count];
        for (int i = 0; i < order.Count; i++)
        {
            MoveStep move = order[i];
            SortedSet<int> waits = [.. after(i).Select(before => released[before])];
            if (enables.TryGetValue(move.Destination, out int enable))
            {
                waits.Add(enable);
            }

            released[i] = steps.Count + 1;
            steps.Add(move with { Id = steps.Count + 1, After = [.. waits], Why = "it was there before" });
            if (move.Kind == MoveKind.Cold)
            {
                released[i] = steps.Count + 1;
                steps.Add(new ConfirmStep(move.Instance, steps.Count) { Id = steps.Count + 1, After = [steps.Count] });
            }
        }

        return new Plan
        {
            Goal = history.FirstPlan!.Goal,
            Profile = history.Plan.Profile,
            Outcome = stay.Count == 0 ? PlanOutcome.Feasible : PlanOutcome.Partial,
            Steps = [.. steps],
            LeftBehind = [.. stay],
        };
    }
}
