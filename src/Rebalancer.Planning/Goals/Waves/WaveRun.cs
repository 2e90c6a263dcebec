using System.Collections.Immutable;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Planning.Compilation;
using Rebalancer.Planning.Search;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Goals.Waves;

/// <summary>Empties hosts wave after wave, in a given order: each wave is a drain from where the one before has ended.</summary>
internal sealed class WaveRun
{
    private readonly Cluster cluster;
    private readonly WaveGoal goal;
    private readonly Plan empty;
    private readonly PlanState state;
    private readonly List<PlanStep> steps = [];
    private readonly List<LeftBehind> left = [];
    private readonly bool[] stopped;
    private int detours;

    /// <param name="cluster">The cluster.</param>
    /// <param name="goal">The waves.</param>
    /// <param name="empty">The plan without steps.</param>
    /// <param name="stopped">Instances that some wave stops in any case; one stop is as good as two.</param>
    public WaveRun(Cluster cluster, WaveGoal goal, Plan empty, IEnumerable<int> stopped)
    {
        this.cluster = cluster;
        this.goal = goal;
        this.empty = empty;
        state = PlanState.Of(cluster);
        this.stopped = new bool[cluster.Instances.Length];
        Stop(stopped);
    }

    /// <summary>The steps so far.</summary>
    public ImmutableArray<PlanStep> Steps => [.. steps];

    /// <summary>Who was left behind so far, each once.</summary>
    public ImmutableArray<LeftBehind> Left => [.. left];

    /// <summary>The instances that some moves stop, each once.</summary>
    public static int[] StoppedBy(Cluster cluster, IEnumerable<MoveStep> moves) =>
    [
        .. moves.Where(move => move.Kind == MoveKind.Cold).Select(move => cluster.IndexOf(move.Instance)).Distinct()
            .Where(instance => cluster.Instances[instance].VmState != VmState.Stopped),
    ];

    /// <summary>What some moves send over the wire.</summary>
    public static long BytesOf(Cluster cluster, IEnumerable<MoveStep> moves) => moves.Sum(move => MoveEstimate.Of(
        cluster, cluster.IndexOf(move.Instance), cluster.IndexOf(move.Source), cluster.IndexOf(move.Destination), move.Kind).Bytes);

    /// <summary>Empties one wave.</summary>
    /// <param name="way">The way that is gone.</param>
    /// <param name="wave">The wave's place in it.</param>
    /// <param name="atTheEnd">For the last wave: the look for N+1, if the goal asks for it.</param>
    /// <param name="budget">What may be spent on this wave.</param>
    /// <param name="progress">Told of every better incumbent and bound.</param>
    /// <returns>How many moves it makes.</returns>
    public int Empty(WaveWay way, int wave, Survival? atTheEnd, SearchBudget budget, IProgress<PlanningProgress>? progress)
    {
        int[] hosts = way.Waves[wave];
        var pending = new bool[cluster.Hosts.Length];
        foreach (int host in way.AvoidsLater ? way.Waves[(wave + 1)..].SelectMany(later => later) : [])
        {
            pending[host] = true;
        }

        DrainGoal drain = new([.. hosts.Select(host => cluster.Hosts[host].Name)]) { DisabledReason = goal.DisabledReason, Limits = LimitsLeft(way.MostMovesOf(wave)) };
        Round round = new(pending, (goal.Limits.MaxGiB << 30 ?? long.MaxValue) - BytesOf(cluster, steps.OfType<MoveStep>()), stopped, goal.Limits, way.MostMovesOf(wave), atTheEnd?.Following(steps.OfType<MoveStep>()));
        Solution found = new GoalSearch(state.Clone(), drain, round, budget, progress, next => PlanVerifier.Verify(cluster, empty with { Steps = After(next) })).Solve();
        ImmutableArray<LeftBehind> stay = new StayReasons(state.Clone(), budget.Options.Profile, found, new ModelSizes()).All();
        left.AddRange(stay.Where(one => left.TrueForAll(known => known.Instance != one.Instance)));
        ImmutableArray<PlanStep> together = After(found.Safe.Steps);
        ImmutableArray<PlanStep> added = together[steps.Count..];
        steps.Clear();
        steps.AddRange(together);
        MoveStep[] moves = [.. added.OfType<MoveStep>()];
        Array.ForEach(moves, move => Hop.Of(cluster, move).MakeIn(state));
        Stop(StoppedBy(cluster, moves));
        detours += moves.GroupBy(move => move.Instance).Count(same => same.Count() > 1);

        Maintain([.. hosts.Where(host => IsEmptied(cluster.Hosts[host].Name, stay))], added);
        return moves.Length;
    }

    private void Stop(IEnumerable<int> instances)
    {
        foreach (int instance in instances)
        {
            stopped[instance] = true;
        }
    }

    /// <summary>What the waves before have left of the limits; N+1 is for the end.</summary>
    private PlanLimits LimitsLeft(int? mostMoves)
    {
        MoveStep[] moves = [.. steps.OfType<MoveStep>()];
        TimeSpan? timeLeft = goal.Limits.Window is { } window ? window - PlanSchedule.Of(cluster, goal.Limits, Steps).Makespan : null;
        return goal.Limits with
        {
            MaxMoves = Least(goal.Limits.MaxMoves - moves.Length, mostMoves),
            MaxDetours = goal.Limits.MaxDetours - detours,
            Window = timeLeft < TimeSpan.Zero ? TimeSpan.Zero : timeLeft,
            Survives = [],
        };
    }

    private static int? Least(int? one, int? other) => one is null || other < one ? other : one;

    private bool IsEmptied(HostName host, ImmutableArray<LeftBehind> stay) =>
        stay.All(one => one.Host != host) && cluster.MovesInFlight.All(move => move.Source != host && move.Destination != host);

    /// <summary>All steps so far, and those of a wave, which wait for the wave before.</summary>
    private ImmutableArray<PlanStep> After(ImmutableArray<PlanStep> round)
    {
        int shift = steps.Count;
        ImmutableArray<int> before = [.. LastOfAll()];
        return
        [
            .. steps,
            .. round.Select(step => Shifted(step, shift) with { Id = step.Id + shift, After = step.After.IsEmpty ? before : [.. step.After.Select(id => id + shift)] }),
        ];
    }

    private static PlanStep Shifted(PlanStep step, int shift) => step is ConfirmStep confirm ? confirm with { Move = confirm.Move + shift } : step;

    /// <summary>The steps that no other waits for.</summary>
    private IEnumerable<int> LastOfAll()
    {
        HashSet<int> awaited = [.. steps.SelectMany(step => step.After)];
        return steps.Select(step => step.Id).Where(id => !awaited.Contains(id));
    }

    /// <summary>The maintenance of the hosts that are empty now; then every service that the wave disabled is enabled.</summary>
    private void Maintain(int[] emptied, ImmutableArray<PlanStep> round)
    {
        if (emptied.Length > 0)
        {
            steps.Add(new MaintainStep([.. emptied.Select(host => cluster.Hosts[host].Name)])
            {
                Id = steps.Count + 1,
                After = [.. LastOfAll()],
                Why = "the hosts are empty",
            });
        }

        ImmutableArray<int> last = [.. LastOfAll()];
        foreach (DisableStep disable in round.OfType<DisableStep>())
        {
            steps.Add(new EnableStep(disable.Host) { Id = steps.Count + 1, After = last, Why = "was disabled by this plan" });
        }
    }
}
