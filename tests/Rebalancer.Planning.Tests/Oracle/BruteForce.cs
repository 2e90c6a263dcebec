using System.Text;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Tests.Oracle;

/// <summary>
/// Tries every placement and every order with at most one move per instance, by the plain rules alone. It knows nothing of the
/// planner; only clouds of a few instances are small enough for it.
/// </summary>
internal sealed class BruteForce
{
    private readonly Cluster cluster;
    private readonly DrainGoal goal;
    private readonly Profile profile;
    private readonly PlanState start;
    private readonly HashSet<string> seen = [];

    private BruteForce(Cluster cluster, DrainGoal goal, Profile profile)
    {
        this.cluster = cluster;
        this.goal = goal;
        this.profile = profile;
        start = PlanState.Of(cluster);
    }

    /// <summary>The best values of the placement levels (left behind, downtime, moves, bytes), and the states visited.</summary>
    public long[] Best { get; private set; } = [long.MaxValue];

    /// <summary>Instances that move in some reachable state.</summary>
    public HashSet<InstanceId> Movers { get; } = [];

    /// <summary>Whether the search was cut short.</summary>
    public bool GaveUp { get; private set; }

    public static BruteForce Run(Cluster cluster, DrainGoal goal, Profile profile)
    {
        BruteForce search = new(cluster, goal, profile);
        PlanState state = search.start.Clone();
        if (goal.DisablesFirst)
        {
            foreach (HostName host in goal.Hosts)
            {
                state.SetEnabled(cluster.IndexOf(host), false);
            }
        }

        search.Visit(state, new int[cluster.Instances.Length], 0, 0, 0);
        return search;
    }

    private void Visit(PlanState state, int[] moved, int moves, int downtime, long bytes)
    {
        if (seen.Count > 60_000)
        {
            GaveUp = true;
            return;
        }

        if (!seen.Add(KeyOf(state, moved)))
        {
            return;
        }

        if (KeepsHeadroom(state, moved))
        {
            long[] values = [LeftBehind(moved), downtime, moves, bytes];
            if (values.AsSpan().SequenceCompareTo(Best) < 0)
            {
                Best = values;
            }
        }

        for (int instance = 0; instance < moved.Length; instance++)
        {
            if (moved[instance] != 0 || !MayMove(instance) || moves == goal.Limits.MaxMoves)
            {
                continue;
            }

            for (int host = 0; host < cluster.Hosts.Length; host++)
            {
                foreach (MoveKind kind in goal.Limits.Kinds)
                {
                    TryMove(state, moved, moves, downtime, bytes, instance, host, kind);
                }
            }
        }
    }

    private void TryMove(PlanState state, int[] moved, int moves, int downtime, long bytes, int instance, int host, MoveKind kind)
    {
        HostName name = cluster.Hosts[host].Name;
        int source = state.HostOf(instance);
        if (host == source || kind == MoveKind.Evacuate || goal.Hosts.Contains(name) || goal.Limits.HostsLeftAlone.Contains(name)
            || !MigrationRules.Check(state, instance, host, kind, profile).IsAllowed
            || MayHintsRefuseLater(state, instance, host, kind))
        {
            return;
        }

        long total = bytes + MoveEstimate.Of(cluster, instance, source, host, kind).Bytes;
        if (total > (goal.Limits.MaxGiB << 30 ?? long.MaxValue))
        {
            return;
        }

        Movers.Add(cluster.Instances[instance].Id);
        PlanState next = state.Clone();
        next.Claim(instance, host);
        next.Release(instance);
        int stops = kind == MoveKind.Cold && cluster.Instances[instance].VmState != VmState.Stopped ? 1 : 0;
        moved[instance] = 1 + (int)kind;
        Visit(next, moved, moves + 1, downtime + stops, total);
        moved[instance] = 0;
    }

    /// <summary>Nobody waits for what the snapshot saw in flight, so any of it may have ended by the time the move begins.</summary>
    private bool MayHintsRefuseLater(PlanState state, int instance, int host, MoveKind kind)
    {
        List<PlanState> later = [state];
        for (int move = 0; move < cluster.MovesInFlight.Length; move++)
        {
            if (cluster.MovesInFlight[move].Destination is { } to && cluster.IndexOf(to) >= 0)
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

    private bool MayMove(int instance)
    {
        Instance read = cluster.Instances[instance];
        return cluster.MovesInFlight.All(move => move.Instance != read.Id)
            && !goal.Limits.InstancesLeftAlone.Contains(read.Id)
            && (goal.Hosts.Contains(read.Host) || !goal.Limits.HostsLeftAlone.Contains(read.Host))
            && (!read.Policy.IsKnown || read.Policy.Value.NotBefore is not { } moment || goal.Limits.StartsAt >= moment);
    }

    private int LeftBehind(int[] moved) =>
        Enumerable.Range(0, moved.Length).Count(instance => moved[instance] == 0 && StayTruth.HoldsDrainedHost(cluster, goal, cluster.Instances[instance]));

    /// <summary>A host that somebody came to keeps the share of each class free that the newcomer uses.</summary>
    private bool KeepsHeadroom(PlanState state, int[] moved)
    {
        if (goal.Limits.Headroom == 0)
        {
            return true;
        }

        for (int instance = 0; instance < moved.Length; instance++)
        {
            if (moved[instance] == 0)
            {
                continue;
            }

            int host = state.HostOf(instance);
            ReadOnlySpan<long> amounts = state.HeldBy(instance);
            for (int c = 0; c < amounts.Length; c++)
            {
                if (amounts[c] > 0 && state.Used(host, c) > Math.Floor(state.ArrivalLimitOf(host, c, profile) * (1 - goal.Limits.Headroom)))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private string KeyOf(PlanState state, int[] moved)
    {
        StringBuilder key = new();
        for (int instance = 0; instance < moved.Length; instance++)
        {
            key.Append(state.HostOf(instance)).Append(':').Append(moved[instance]).Append(' ');
        }

        for (int host = 0; host < cluster.Hosts.Length; host++)
        {
            foreach (CellUsage cell in state.CellsOf(host).Usage?.Cells ?? [])
            {
                key.Append(cell.PinnedCpus).Append(';').Append(cell.SharedVcpus).Append(';').Append(cell.MemoryMiB).Append(';').AppendJoin(',', cell.PagesUsed).Append('|');
            }

            key.AppendJoin(',', state.CellsOf(host).Devices?.Used ?? []);
        }

        return key.ToString();
    }
}
