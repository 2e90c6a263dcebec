using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Tests.Plans;

/// <summary>The law, said as plainly as it goes: every order of starts and ends that the dependencies allow, one event at a time.</summary>
internal sealed class BruteForce
{
    private readonly Plan plan;
    private readonly Cluster cluster;
    private readonly HashSet<string> seen = [];

    private BruteForce(Cluster cluster, Plan plan)
    {
        this.cluster = cluster;
        this.plan = plan;
    }

    /// <summary>Whether no order of events meets a move that the rules refuse.</summary>
    public static bool IsSafe(Cluster cluster, Plan plan) =>
        new BruteForce(cluster, plan).IsSafe(PlanState.Of(cluster), []);

    /// <summary>Replays events.</summary>
    /// <returns>The move that is refused, <c>null</c> where none is or where the events cannot happen in this order.</returns>
    public static PlanStep? FirstRefused(Cluster cluster, Plan plan, IEnumerable<PlanEvent> events)
    {
        BruteForce force = new(cluster, plan);
        var state = PlanState.Of(cluster);
        List<PlanEvent> done = [];
        foreach (PlanEvent next in events)
        {
            if (!force.MayHappen(next, done))
            {
                return null;
            }

            if (force.IsRefused(state, next))
            {
                return force.StepOf(next);
            }

            force.Apply(state, next, done);
            done.Add(next);
        }

        return null;
    }

    /// <summary>The state once every step has ended, one after the other.</summary>
    public static PlanState Run(Cluster cluster, Plan plan)
    {
        BruteForce force = new(cluster, plan);
        var state = PlanState.Of(cluster);
        List<PlanEvent> done = [];
        while (plan.Steps.FirstOrDefault(step => !done.Contains(new PlanEvent(step.Id, PlanEventKind.End))
            && force.MayHappen(new PlanEvent(step.Id, PlanEventKind.Start), done)) is { } next)
        {
            foreach (PlanEventKind kind in Enum.GetValues<PlanEventKind>())
            {
                force.Apply(state, new PlanEvent(next.Id, kind), done);
                done.Add(new PlanEvent(next.Id, kind));
            }
        }

        return state;
    }

    private bool IsSafe(PlanState state, List<PlanEvent> done)
    {
        // A migration in flight ends when it likes; a wait step only sees that it has.
        for (int move = 0; move < cluster.MovesInFlight.Length; move++)
        {
            if (!done.Contains(EndOf(move)))
            {
                PlanState after = state.Clone();
                after.EndInFlight(move);
                List<PlanEvent> more = [.. done, EndOf(move)];
                if (seen.Add(KeyOf(more, after)) && !IsSafe(after, more))
                {
                    return false;
                }
            }
        }

        foreach (PlanStep step in plan.Steps)
        {
            foreach (PlanEventKind kind in Enum.GetValues<PlanEventKind>())
            {
                PlanEvent next = new(step.Id, kind);
                if (!MayHappen(next, done))
                {
                    continue;
                }

                if (IsRefused(state, next))
                {
                    return false;
                }

                PlanState after = state.Clone();
                Apply(after, next, done);
                List<PlanEvent> more = [.. done, next, .. EndSeenBy(next).Where(end => !done.Contains(end))];
                if (seen.Add(KeyOf(more, after)) && !IsSafe(after, more))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private PlanStep StepOf(PlanEvent next) => plan.Steps.First(step => step.Id == next.Step);

    private bool MayHappen(PlanEvent next, List<PlanEvent> done) => !done.Contains(next) && (next.Kind == PlanEventKind.Start
        ? StepOf(next).After.All(after => done.Contains(new PlanEvent(after, PlanEventKind.End)))
        : done.Contains(new PlanEvent(next.Step, PlanEventKind.Start)));

    private bool IsRefused(PlanState state, PlanEvent next) =>
        next.Kind == PlanEventKind.Start && StepOf(next) is MoveStep move
        && !Allows(state, cluster.IndexOf(move.Instance), cluster.IndexOf(move.Destination), move.Kind);

    private bool Allows(PlanState state, int instance, int destination, MoveKind kind) =>
        MigrationRules.Check(state, instance, destination, kind, plan.Profile).IsAllowed;

    private static PlanEvent EndOf(int inFlight) => new(-1 - inFlight, PlanEventKind.End);

    private IEnumerable<PlanEvent> EndSeenBy(PlanEvent next) =>
        next.Kind == PlanEventKind.End && StepOf(next) is WaitStep wait ? [EndOf(InFlightOf(wait))] : [];

    private int InFlightOf(WaitStep wait) => cluster.MovesInFlight.ToList().FindIndex(move => move.MigrationId == wait.MigrationId);

    private void Apply(PlanState state, PlanEvent next, List<PlanEvent> done)
    {
        switch (StepOf(next), next.Kind)
        {
            case (MoveStep move, PlanEventKind.Start):
                state.Claim(cluster.IndexOf(move.Instance), cluster.IndexOf(move.Destination));
                break;
            case (MoveStep { Kind: MoveKind.Live or MoveKind.BlockLive } move, PlanEventKind.End):
                state.Release(cluster.IndexOf(move.Instance));
                break;
            case (ConfirmStep confirm, PlanEventKind.End):
                state.Release(cluster.IndexOf(confirm.Instance));
                break;
            case (WaitStep wait, PlanEventKind.End) when !done.Contains(EndOf(InFlightOf(wait))):
                state.EndInFlight(InFlightOf(wait));
                break;
            case (DisableStep disable, PlanEventKind.Start):
                state.SetEnabled(cluster.IndexOf(disable.Host), false);
                break;
            case (EnableStep enable, PlanEventKind.End):
                state.SetEnabled(cluster.IndexOf(enable.Host), true);
                break;
        }
    }

    /// <summary>The same events in another order leave the same state but for the services and Nova's choice of cells.</summary>
    private string KeyOf(List<PlanEvent> done, PlanState state) =>
        string.Join(' ', done.Select(next => $"{next.Step}{next.Kind}").Order())
        + string.Join(' ', Enumerable.Range(0, cluster.Hosts.Length).Select(host => $"{state.IsEnabled(host)}{CellsOf(state, host)}"))
        + string.Join(' ', Enumerable.Range(0, cluster.Instances.Length).Select(instance => PlacementOf(state, instance)));

    private static string CellsOf(PlanState state, int host) =>
        string.Join('|', state.CellsOf(host).Usage?.Cells.Select(cell => $"{cell.SharedVcpus}/{cell.MemoryMiB}/{cell.PinnedCpus}/{string.Join(',', cell.PagesUsed)}") ?? []);

    private static string PlacementOf(PlanState state, int instance) =>
        string.Join('|', state.PlacementOf(instance)?.Cells.Select(cell => $"{cell.HostCell}/{cell.PageSizeKiB}/{string.Join(',', cell.Pinning.Values)}") ?? []);
}
