using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Tests.Oracle;

/// <summary>What it asks of a state and of a move.</summary>
internal sealed partial class BruteForce
{
    private bool IsEverAllowed(int instance, int source, int host, MoveKind kind)
    {
        if (!lasting.TryGetValue((instance, source, host, kind), out bool isAllowed))
        {
            lasting[(instance, source, host, kind)] = isAllowed = MigrationRules.CheckLasting(cluster, instance, source, host, kind, profile).IsAllowed;
        }

        return isAllowed;
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

    private bool MayMove(PlanState state, int instance, Spent spent)
    {
        Instance read = cluster.Instances[instance];
        return cluster.MovesInFlight.All(move => move.Instance != read.Id)
            && !goal.Limits.InstancesLeftAlone.Contains(read.Id)
            && (IsEmptied(state.HostOf(instance), spent) || !goal.Limits.HostsLeftAlone.Contains(cluster.Hosts[state.HostOf(instance)].Name))
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

    /// <summary>All that tells a state from others, and what the moves to it sent: it may have been come to more cheaply before.</summary>
    private string KeyOf(PlanState state, string?[] moved, Spent spent)
    {
        key.Clear();
        for (int instance = 0; instance < moved.Length; instance++)
        {
            Note(state.HostOf(instance));
            Note(state.ArrivalOf(instance));
            key.Append(moved[instance]).Append(' ');
        }

        for (int host = 0; host < cluster.Hosts.Length; host++)
        {
            foreach (CellUsage cell in state.CellsOf(host).Usage?.Cells ?? [])
            {
                key.Append(cell.PinnedCpus).Append('|');
                Note(cell.SharedVcpus);
                Note(cell.MemoryMiB);
                foreach (long pages in cell.PagesUsed)
                {
                    Note(pages);
                }
            }

            foreach (int devices in state.CellsOf(host).Devices?.Used ?? [])
            {
                Note(devices);
            }
        }

        Note(spent.Bytes);
        Note(spent.Wave);
        foreach (int instance in spent.Left)
        {
            Note(instance);
        }

        return key.ToString();
    }

    private void Note(long value)
    {
        for (int bits = 0; bits < 64; bits += 16)
        {
            key.Append(unchecked((char)(value >> bits)));
        }
    }
}
