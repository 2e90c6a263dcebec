using System.Text;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Tests.Oracle;

/// <summary>
/// Tries every placement and every order with at most one detour per instance, by the plain rules alone. It knows nothing of the
/// planner; only clouds of a few instances are small enough for it.
/// </summary>
internal sealed class BruteForce
{
    private readonly Cluster cluster;
    private readonly Goal goal;
    private readonly GoalValues values;
    private readonly Profile profile;
    private readonly PlanState start;
    private readonly RefugeOracle refuges;
    private readonly HashSet<string> seen = [];
    private readonly List<(int Instance, int Host)> path = [];

    private BruteForce(Cluster cluster, Goal goal, Profile profile)
    {
        this.cluster = cluster;
        this.goal = goal;
        this.profile = profile;
        start = PlanState.Of(cluster);
        values = new GoalValues(cluster, goal);
        refuges = new RefugeOracle(cluster, goal, values, profile);
    }

    /// <summary>The best values of the placement levels: of each goal, hosts that could not fail where that is asked, then downtime, moves, bytes.</summary>
    public long[] Best { get; private set; } = [long.MaxValue];

    /// <summary>Instances that move in some reachable state.</summary>
    public HashSet<InstanceId> Movers { get; } = [];

    /// <summary>Whether the search was cut short.</summary>
    public bool GaveUp { get; private set; }

    public static BruteForce Run(Cluster cluster, Goal goal, Profile profile)
    {
        BruteForce search = new(cluster, goal, profile);
        PlanState state = search.start.Clone();
        foreach (HostName host in GoalValues.DisabledBy(goal))
        {
            state.SetEnabled(cluster.IndexOf(host), false);
        }

        search.Visit(state, new string[cluster.Instances.Length], 0, 0);
        return search;
    }

    // By instance, what moved says: the kinds of its moves, a letter each; those with downtime in capitals.
    private void Visit(PlanState state, string?[] moved, int moves, long bytes)
    {
        if (seen.Count > 60_000)
        {
            GaveUp = true;
            return;
        }

        // What the moves sent is part of the state, as it may have come to it more cheaply before.
        if (!seen.Add($"{KeyOf(state, moved)} {bytes}"))
        {
            return;
        }

        if (KeepsHeadroom(state, moved) && !CorrectsARecord(state, moved))
        {
            long[] reached = [.. values.Of(state, HostsOf(state, moved)), .. refuges.NotSurvivable(path), moved.Count(kinds => kinds?.Contains('C') == true), moves, bytes];
            if (reached.AsSpan().SequenceCompareTo(Best) < 0)
            {
                Best = reached;
            }
        }

        for (int instance = 0; instance < moved.Length; instance++)
        {
            if (moved[instance]?.Length >= 2 || moved[instance]?.Contains('e') == true || !MayMove(instance) || moves == goal.Limits.MaxMoves
                || (moved[instance] is not null && moved.Count(kinds => kinds?.Length == 2) >= (goal.Limits.MaxDetours ?? int.MaxValue)))
            {
                continue;
            }

            for (int host = 0; host < cluster.Hosts.Length; host++)
            {
                foreach (MoveKind kind in goal.Limits.Kinds)
                {
                    TryMove(state, moved, moves, bytes, instance, host, kind);
                }
            }
        }
    }

    private void TryMove(PlanState state, string?[] moved, int moves, long bytes, int instance, int host, MoveKind kind)
    {
        HostName name = cluster.Hosts[host].Name;
        int source = state.HostOf(instance);
        if (host == source || kind == MoveKind.Evacuate != values.IsEvacuated(source) || values.IsEmptied(host) || goal.Limits.HostsLeftAlone.Contains(name)
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
        if (kind != MoveKind.Evacuate)
        {
            next.Release(instance);
        }

        string? before = moved[instance];
        path.Add((instance, host));
        bool stops = kind == MoveKind.Cold && cluster.Instances[instance].VmState != VmState.Stopped;
        moved[instance] = before + (stops ? 'C' : kind.ToString().ToLowerInvariant()[0]);
        Visit(next, moved, moves + 1, total);
        moved[instance] = before;
        path.RemoveAt(path.Count - 1);
    }

    /// <summary>
    /// Whether somebody is back where it was and holds something else there than before, because its record was wrong. No plan moves an
    /// instance for that: who ends where it was counts as staying, with what it holds.
    /// </summary>
    private bool CorrectsARecord(PlanState state, string?[] moved)
    {
        for (int instance = 0; instance < moved.Length; instance++)
        {
            if (moved[instance] is not null && state.HostOf(instance) == start.HostOf(instance) && !state.HeldBy(instance).SequenceEqual(start.HeldBy(instance)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>By instance: where it ends; an evacuated one on its destination, though its source is not released.</summary>
    private static int[] HostsOf(PlanState state, string?[] moved) =>
        [.. moved.Select((kinds, instance) => kinds?.Contains('e') == true ? state.ArrivalOf(instance) : state.HostOf(instance))];

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
            && (values.IsEmptied(cluster.IndexOf(read.Host)) || !goal.Limits.HostsLeftAlone.Contains(read.Host))
            && (!read.Policy.IsKnown || read.Policy.Value.NotBefore is not { } moment || goal.Limits.StartsAt >= moment);
    }

    /// <summary>A host that somebody came to keeps the share of each class free that the newcomer uses.</summary>
    private bool KeepsHeadroom(PlanState state, string?[] moved)
    {
        if (goal.Limits.Headroom == 0)
        {
            return true;
        }

        for (int instance = 0; instance < moved.Length; instance++)
        {
            if (moved[instance] is null)
            {
                continue;
            }

            int host = HostsOf(state, moved)[instance];
            ReadOnlySpan<long> amounts = state.AmountsOn(instance, host);
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

    private string KeyOf(PlanState state, string?[] moved)
    {
        StringBuilder key = new();
        for (int instance = 0; instance < moved.Length; instance++)
        {
            key.Append(state.HostOf(instance)).Append(':').Append(state.ArrivalOf(instance)).Append(':').Append(moved[instance]).Append(' ');
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
