using System.Collections.Immutable;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Planning.Relaxing;
using Rebalancer.Planning.Search;
using Rebalancer.Plans;

namespace Rebalancer.Planning.Goals.Waves;

/// <summary>Looks for the order in which hosts are best emptied, wave after wave.</summary>
/// <remarks>
/// The hosts that hold least come first: until a host has been maintained there may be no room but on hosts that will be
/// emptied themselves, and who goes there must go on. Where that is not proven to be best, other orders are tried.
/// </remarks>
internal sealed class WavePlanning
{
    /// <summary>What the first order may spend of the budget, and each other one of what is left.</summary>
    private const double ShareOfOrder = 0.5;

    private readonly Cluster cluster;
    private readonly WaveGoal goal;
    private readonly SearchBudget budget;
    private readonly IProgress<PlanningProgress>? progress;
    private readonly Plan empty;
    private readonly PlanState start;
    private readonly WaveOrders orders;
    private readonly WaveBounds bounds;
    private readonly Survival? survival;

    public WavePlanning(Cluster cluster, WaveGoal goal, SearchBudget budget, IProgress<PlanningProgress>? progress)
    {
        this.cluster = cluster;
        this.goal = goal;
        this.budget = budget;
        this.progress = progress;
        empty = GoalPlanning.Empty(cluster, goal, budget);
        start = PlanState.Of(cluster);
        orders = new WaveOrders([.. goal.Hosts.Distinct().Select(host => cluster.IndexOf(host)).OrderBy(LoadOf)], goal.Width, budget.Options.Seed);
        bounds = new WaveBounds(start, goal, orders.First.Length > 1 ? orders.FewestInFirst : 0, budget);
        survival = Survival.For(cluster, new GoalScope(start, goal), budget);
    }

    /// <summary>Makes the plan.</summary>
    public Plan Plan()
    {
        Found best = In(new WaveWay(orders.First));
        TimeSpan taken = budget.Elapsed;
        best = orders.AreListed ? WithChanges(best) : best;
        foreach (int[][] waves in orders.Others(() => best.Way.Waves))
        {
            if (IsProven(best) || budget.IsSpent)
            {
                break;
            }

            Found next = In(new WaveWay(waves));
            best = Better(orders.AreListed ? WithChanges(next) : next, best);
        }

        best = orders.AreListed ? best : WithChanges(best);
        PlanSchedule schedule = PlanSchedule.Of(cluster, goal.Limits, best.Steps);
        Plan plan = empty with
        {
            Outcome = OutcomeOf(best),
            Steps = best.Steps,
            Levels =
            [
                .. Levels(best),
                new ObjectiveLevel("makespan", "seconds", schedule.Makespan.TotalSeconds, 0),
                new ObjectiveLevel("sum of ends", "seconds", schedule.SumOfEnds.TotalSeconds, 0),
            ],
            LeftBehind = best.Left,
            Witnesses = best.Witnesses,
            Assumptions = GoalPlanning.AssumptionsOf(cluster, best.Steps, budget.Options.Profile),
        };
        PlanProof proof = PlanVerifier.Verify(cluster, plan);
        if (!proof.IsProven)
        {
            throw new PlanningFaultException(plan, proof);
        }

        bool isNeeded = plan.Levels[0].Value == plan.Levels[0].Bound;
        return best.Left.IsEmpty || !budget.Options.FindsRelaxations ? plan : plan with { Relaxations = new RelaxationSearch(cluster, goal, budget, isNeeded, taken).Find(best.Left) };
    }

    /// <summary>Changes a way as long as that is better.</summary>
    private Found WithChanges(Found best)
    {
        HashSet<string> tried = [best.Way.Key];
        while (!IsProven(best) && tried.Count <= WaveOrders.MostTried && !budget.IsSpent
            && best.Way.Changes(best.Left.Length > bounds.Given(best.Values)[0], best.NotSurvivable > 0, best.Stopped, MovedAgain(best.Steps), best.Moves).FirstOrDefault(way => tried.Add(way.Key)) is { } way)
        {
            best = Better(In(way), best);
        }

        return best;
    }

    private IEnumerable<int> MovedAgain(ImmutableArray<PlanStep> steps) =>
        steps.OfType<MoveStep>().GroupBy(move => move.Instance).Where(same => same.Count() > 1).Select(same => cluster.IndexOf(same.Key));

    private static Found Better(Found next, Found best) => next.Values.AsSpan().SequenceCompareTo(best.Values) < 0 ? next : best;

    private Found In(WaveWay way)
    {
        WaveRun run = new(cluster, goal, empty, way.Stopped);
        SearchBudget share = budget.UntilOfRest(ShareOfOrder);
        var made = new int[way.Waves.Length];
        for (int wave = 0; wave < made.Length; wave++)
        {
            Survival? atTheEnd = wave == made.Length - 1 ? survival : null;
            made[wave] = run.Empty(way, wave, atTheEnd, share.UntilOfRest(1.0 / (made.Length - wave)), progress);
        }

        MoveStep[] moves = [.. run.Steps.OfType<MoveStep>()];
        ImmutableArray<FailureWitness> witnesses = survival?.After(run.Steps) ?? [];
        long[] notSurvivable = survival is null ? [] : [witnesses.Count(witness => !witness.IsShown)];
        int[] stops = WaveRun.StoppedBy(cluster, moves);
        Found found = new(
            way, made, run.Steps, run.Left, witnesses, stops, [run.Left.Length, .. notSurvivable, stops.Length, moves.Length, WaveRun.BytesOf(cluster, moves)]);
        long[] known = bounds.Given(found.Values);
        progress?.Report(new PlanningProgress("waves", "moves", found.Values[^2], known[^2], budget.Elapsed));
        return found;
    }

    private bool IsProven(Found found) => found.Values.AsSpan().SequenceEqual(bounds.Given(found.Values));

    private PlanOutcome OutcomeOf(Found found) =>
        found.Left.IsEmpty ? IsProven(found) ? PlanOutcome.Optimal : PlanOutcome.Feasible
        : found.Steps.OfType<MoveStep>().Any() || !IsProven(found) ? PlanOutcome.Partial
        : PlanOutcome.Infeasible;

    private IEnumerable<ObjectiveLevel> Levels(Found found)
    {
        (string Name, string Unit)[] names =
        [
            (GoalLevels.LeftBehindName, "instances"), .. survival is null ? [] : new[] { (GoalLevels.NotSurvivableName, GoalLevels.NotSurvivableUnit) },
            ("downtime", "instances"), ("moves", "instances"), ("transfer", "bytes"),
        ];
        return names.Zip(found.Values, bounds.Given(found.Values)).Select(level => new ObjectiveLevel(level.First.Name, level.First.Unit, level.Second, level.Third));
    }

    /// <summary>Instances first, then what they hold of everything, as shares of what the host has.</summary>
    private (int Instances, double Share) LoadOf(int host)
    {
        double share = 0;
        for (int c = 0; c < cluster.ResourceClasses.Length; c++)
        {
            share += start.CapacityOf(host, c) > 0 ? (double)start.Used(host, c) / start.CapacityOf(host, c) : 0;
        }

        return (cluster.InstancesOn(host).Length, share);
    }

    /// <summary>What a way has come to.</summary>
    private sealed record Found(
        WaveWay Way, int[] Moves, ImmutableArray<PlanStep> Steps, ImmutableArray<LeftBehind> Left, ImmutableArray<FailureWitness> Witnesses, int[] Stopped, long[] Values)
    {
        public int NotSurvivable => Witnesses.Count(witness => !witness.IsShown);
    }
}
