using System.Collections.Immutable;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Planning.Search;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Goals;

/// <summary>Empties hosts wave after wave: each wave is a drain from where the one before has ended.</summary>
/// <remarks>
/// The hosts that hold least come first: until a host has been maintained there may be no room but on hosts that will be
/// emptied themselves, and who goes there must go on.
/// </remarks>
internal sealed class WavePlanning
{
    private readonly Cluster cluster;
    private readonly WaveGoal goal;
    private readonly SearchBudget budget;
    private readonly IProgress<PlanningProgress>? progress;
    private readonly Plan empty;
    private readonly PlanState state;
    private readonly List<PlanStep> steps = [];
    private readonly List<LeftBehind> left = [];

    public WavePlanning(Cluster cluster, WaveGoal goal, SearchBudget budget, IProgress<PlanningProgress>? progress)
    {
        this.cluster = cluster;
        this.goal = goal;
        this.budget = budget;
        this.progress = progress;
        empty = GoalPlanning.Empty(cluster, goal, budget);
        state = PlanState.Of(cluster);
    }

    /// <summary>Makes the plan.</summary>
    public Plan Plan()
    {
        int mustMove = Enumerable.Range(0, cluster.Instances.Length).Count(instance => goal.Hosts.Contains(cluster.Instances[instance].Host));
        int[][] waves = [.. goal.Hosts.Distinct().Select(host => cluster.IndexOf(host)).OrderBy(LoadOf).Chunk(goal.Width)];
        for (int wave = 0; wave < waves.Length; wave++)
        {
            Empty(waves[wave], [.. waves[(wave + 1)..].SelectMany(hosts => hosts)], waves.Length - wave);
        }

        ImmutableArray<PlanStep> all = [.. steps];
        PlanProof proof = PlanVerifier.Verify(cluster, empty with { Steps = all });
        Plan plan = empty with
        {
            Outcome = left.Count > 0 ? steps.OfType<MoveStep>().Any() ? PlanOutcome.Partial : PlanOutcome.Infeasible : PlanOutcome.Feasible,
            Steps = all,
            Levels = [.. Levels(all, mustMove)],
            LeftBehind = [.. left],
            Assumptions = GoalPlanning.AssumptionsOf(cluster, all, budget.Options.Profile),
        };
        plan = plan.Outcome == PlanOutcome.Feasible && plan.Levels.Take(3).All(level => level.Value == level.Bound) ? plan with { Outcome = PlanOutcome.Optimal } : plan;
        return proof.IsProven ? plan : throw new PlanningFaultException(plan, proof);
    }

    /// <summary>Instances first, then what they hold of everything, as shares of what the host has.</summary>
    private (int Instances, double Share) LoadOf(int host)
    {
        double share = 0;
        for (int c = 0; c < cluster.ResourceClasses.Length; c++)
        {
            share += state.CapacityOf(host, c) > 0 ? (double)state.Used(host, c) / state.CapacityOf(host, c) : 0;
        }

        return (cluster.InstancesOn(host).Length, share);
    }

    private void Empty(int[] hosts, int[] later, int wavesLeft)
    {
        var pending = new bool[cluster.Hosts.Length];
        foreach (int host in later)
        {
            pending[host] = true;
        }

        DrainGoal drain = new([.. hosts.Select(host => cluster.Hosts[host].Name)])
        {
            DisabledReason = goal.DisabledReason,
            Limits = goal.Limits with { MaxMoves = goal.Limits.MaxMoves - steps.OfType<MoveStep>().Count() is { } moves ? Math.Max(0, moves) : null },
        };
        SearchBudget share = budget.Share(wavesLeft);
        Solution found = new GoalSearch(state.Clone(), drain, pending, share, progress, round => PlanVerifier.Verify(cluster, empty with { Steps = After(round) })).Solve();
        budget.Spend(share.WorkDone);
        ImmutableArray<LeftBehind> stay = new StayReasons(state.Clone(), budget.Options.Profile, found, new ModelSizes()).All();
        left.AddRange(stay.Where(one => left.TrueForAll(known => known.Instance != one.Instance)));
        ImmutableArray<PlanStep> together = After(found.Safe.Steps);
        ImmutableArray<PlanStep> round = together[steps.Count..];
        steps.Clear();
        steps.AddRange(together);
        Follow(round);
        Maintain([.. hosts.Where(host => IsEmptied(cluster.Hosts[host].Name, stay))], round);
    }

    private bool IsEmptied(HostName host, ImmutableArray<LeftBehind> stay) =>
        stay.All(one => one.Host != host) && cluster.MovesInFlight.All(move => move.Source != host && move.Destination != host);

    /// <summary>All steps so far, and those of a round, which wait for the round before.</summary>
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

    private void Follow(ImmutableArray<PlanStep> round)
    {
        foreach (MoveStep move in round.OfType<MoveStep>())
        {
            int instance = cluster.IndexOf(move.Instance);
            state.Claim(instance, cluster.IndexOf(move.Destination));
            state.Release(instance);
        }
    }

    /// <summary>The maintenance of the hosts that are empty now; then every service that the round disabled is enabled.</summary>
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

    private IEnumerable<ObjectiveLevel> Levels(ImmutableArray<PlanStep> all, int mustMove)
    {
        MoveStep[] moves = [.. all.OfType<MoveStep>()];
        int stops = moves.Where(move => move.Kind == MoveKind.Cold && cluster.Instances[cluster.IndexOf(move.Instance)].VmState != VmState.Stopped)
            .Select(move => move.Instance).Distinct().Count();
        long bytes = moves.Sum(move => MoveEstimate.Of(
            cluster, cluster.IndexOf(move.Instance), cluster.IndexOf(move.Source), cluster.IndexOf(move.Destination), move.Kind).Bytes);
        int certain = left.Count(one => one.Proof != StayProof.NotProven);
        PlanSchedule schedule = PlanSchedule.Of(cluster, goal.Limits, all);
        yield return new ObjectiveLevel(GoalLevels.LeftBehindName, "instances", left.Count, certain == left.Count ? left.Count(one => one.Proof == StayProof.CannotMove) : 0);
        yield return new ObjectiveLevel("downtime", "instances", stops, 0);
        yield return new ObjectiveLevel("moves", "instances", moves.Length, Math.Min(moves.Length, Math.Max(0, mustMove - left.Count)));
        yield return new ObjectiveLevel("transfer", "bytes", bytes, 0);
        yield return new ObjectiveLevel("makespan", "seconds", schedule.Makespan.TotalSeconds, 0);
        yield return new ObjectiveLevel("sum of ends", "seconds", schedule.SumOfEnds.TotalSeconds, 0);
    }
}
