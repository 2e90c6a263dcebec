using System.Text;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Tests.Oracle;

/// <summary>
/// Tries every placement and every order with at most one detour per instance, by the plain rules alone; for waves every order of
/// hosts as well. It knows nothing of the planner; only clouds of a few instances are small enough for it.
/// </summary>
internal sealed partial class BruteForce
{
    private const int MaxStates = 40_000;
    private const int ScheduleLevels = 2;

    private readonly Cluster cluster;
    private readonly Goal goal;
    private readonly GoalValues values;
    private readonly Profile profile;
    private readonly PlanState start;
    private readonly RefugeOracle refuges;
    private readonly HashSet<string> seen = [];
    private readonly StringBuilder key = new();
    private readonly Dictionary<(int Instance, int Source, int Destination, MoveKind Kind), bool> lasting = [];
    private readonly List<(int Instance, int Host)> path = [];
    private HostName[][] waves = [];
    private int states;

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
        foreach (HostName[][] waves in goal is WaveGoal several ? WavesOf([.. several.Hosts.Distinct()], several.Width) : [[]])
        {
            search.waves = waves;
            search.seen.Clear();
            search.Begin(search.start.Clone(), new string[cluster.Instances.Length], new Spent(0, 0, 0, []));
        }

        return search;
    }

    /// <summary>Holds a plan against all others: none is better at any level, and no bound is above the best.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="mayBeBetter">Whether the planner knows ways that this search does not try.</param>
    public static BruteForce Hold(Cluster cluster, Plan plan, bool mayBeBetter = false)
    {
        BruteForce brute = Run(cluster, plan.Goal, plan.Profile);
        long[] reached = [.. plan.Levels.SkipLast(ScheduleLevels).Select(level => (long)level.Value)];
        long[] bounds = [.. plan.Levels.SkipLast(ScheduleLevels).Select(level => (long)level.Bound)];
        int order = reached.AsSpan().SequenceCompareTo(brute.Best);
        Assert.True(brute.GaveUp || order == 0 || (mayBeBetter && order < 0), $"brute force reaches {string.Join('/', brute.Best)}, the plan {string.Join('/', reached)}");
        Assert.True(bounds.AsSpan().SequenceCompareTo(brute.Best) <= 0, $"the bound {string.Join('/', bounds)} is above {string.Join('/', brute.Best)}");
        return brute;
    }

    /// <summary>Every order of hosts in as few waves as their width allows.</summary>
    private static IEnumerable<HostName[][]> WavesOf(HostName[] hosts, int width)
    {
        if (hosts.Length == 0)
        {
            return [[]];
        }

        int count = (hosts.Length + width - 1) / width;
        return from bits in Enumerable.Range(1, (1 << hosts.Length) - 1)
               let wave = hosts.Where((_, place) => (bits >> place & 1) != 0).ToArray()
               where wave.Length <= width && (hosts.Length - wave.Length + width - 1) / width == count - 1
               from later in WavesOf([.. hosts.Except(wave)], width)
               select (HostName[][])[wave, .. later];
    }

    /// <summary>Disables what is emptied next, the wave before being enabled again.</summary>
    private void Begin(PlanState state, string?[] moved, Spent spent)
    {
        foreach (HostName host in spent.Wave > 0 ? waves[spent.Wave - 1] : [])
        {
            state.SetEnabled(cluster.IndexOf(host), start.IsEnabled(cluster.IndexOf(host)));
        }

        foreach (HostName host in goal is WaveGoal ? waves[spent.Wave] : GoalValues.DisabledBy(goal))
        {
            state.SetEnabled(cluster.IndexOf(host), false);
        }

        Visit(state, moved, spent);
    }

    private bool IsEmptied(int host, Spent spent) =>
        goal is WaveGoal ? waves[spent.Wave].Contains(cluster.Hosts[host].Name) : values.IsEmptied(host);

    // By instance, what moved says: the kinds of its moves, a letter each; those with downtime in capitals.
    private void Visit(PlanState state, string?[] moved, Spent spent)
    {
        if (states > MaxStates)
        {
            GaveUp = true;
            return;
        }

        if (!seen.Add(KeyOf(state, moved, spent)))
        {
            return;
        }

        states++;
        if (KeepsHeadroom(state, moved) && (goal is WaveGoal || !CorrectsARecord(state, moved)))
        {
            EndHere(state, moved, spent);
        }

        for (int instance = 0; instance < moved.Length; instance++)
        {
            if (moved[instance]?.Length >= 2 || moved[instance]?.Contains('e') == true || !MayMove(state, instance, spent) || spent.Moves == goal.Limits.MaxMoves
                || (moved[instance] is not null && moved.Count(kinds => kinds?.Length == 2) >= (goal.Limits.MaxDetours ?? int.MaxValue)))
            {
                continue;
            }

            for (int host = 0; host < cluster.Hosts.Length; host++)
            {
                foreach (MoveKind kind in goal.Limits.Kinds)
                {
                    TryMove(state, moved, spent, instance, host, kind);
                }
            }
        }
    }

    /// <summary>Lets the plan end in a state, or the wave.</summary>
    private void EndHere(PlanState state, string?[] moved, Spent spent)
    {
        long[] ofGoals;
        if (goal is WaveGoal)
        {
            int[] left = [.. spent.Left.Union(values.LeftOn([.. waves[spent.Wave]], HostsOf(state, moved))).Order()];
            if (spent.Wave < waves.Length - 1)
            {
                Begin(state.Clone(), moved, spent with { Wave = spent.Wave + 1, Left = left });
                return;
            }

            ofGoals = [left.Length];
        }
        else
        {
            ofGoals = values.Of(state, HostsOf(state, moved));
        }

        long[] reached = [.. ofGoals, .. refuges.NotSurvivable(path), moved.Count(kinds => kinds?.Contains('C') == true), spent.Moves, spent.Bytes];
        if (reached.AsSpan().SequenceCompareTo(Best) < 0)
        {
            Best = reached;
        }
    }

    private void TryMove(PlanState state, string?[] moved, Spent spent, int instance, int host, MoveKind kind)
    {
        HostName name = cluster.Hosts[host].Name;
        int source = state.HostOf(instance);
        if (host == source || kind == MoveKind.Evacuate != values.IsEvacuated(source) || IsEmptied(host, spent) || goal.Limits.HostsLeftAlone.Contains(name)
            || !IsEverAllowed(instance, source, host, kind)
            || InFlightOracle.MayRefuse(state, instance, host, kind, profile))
        {
            return;
        }

        long total = spent.Bytes + MoveEstimate.Of(cluster, instance, source, host, kind).Bytes;
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
        Visit(next, moved, spent with { Moves = spent.Moves + 1, Bytes = total });
        moved[instance] = before;
        path.RemoveAt(path.Count - 1);
    }

    /// <summary>What a path has come to.</summary>
    private sealed record Spent(int Moves, long Bytes, int Wave, int[] Left);
}
