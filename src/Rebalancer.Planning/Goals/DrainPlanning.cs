using System.Collections.Immutable;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Planning.Compilation;
using Rebalancer.Planning.Exact;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Sequencing;
using Rebalancer.Plans;
using Rebalancer.Rules;
using Rebalancer.Snapshots;

namespace Rebalancer.Planning.Goals;

/// <summary>Plans a drain: a greedy start, exact placement where it is small enough, order, proof.</summary>
internal sealed class DrainPlanning
{
    private const long MaxModelSize = 120_000;
    private const long MaxOrderedSize = 20_000;
    private const int CandidatesWhenThinned = 12;
    private const int MaxCuts = 200;
    private const int MaxCutsWhenLarge = 20;
    private const int LargeSize = 60;
    private const int CutsBeforeOrder = 2;
    private const int MaxRefusals = 8;

    private readonly Cluster cluster;
    private readonly DrainGoal goal;
    private readonly SearchBudget budget;
    private readonly IProgress<PlanningProgress>? progress;
    private readonly PlanState start;
    private readonly ProblemCompiler compiler;
    private readonly PlacementProblem narrow;
    private readonly Lazy<PlacementProblem> wide;
    private readonly DrainBounds bounds;

    private DrainPlanning(Cluster cluster, DrainGoal goal, SearchBudget budget, IProgress<PlanningProgress>? progress)
    {
        this.cluster = cluster;
        this.goal = goal;
        this.budget = budget;
        this.progress = progress;
        start = PlanState.Of(cluster);
        compiler = new ProblemCompiler(start, goal, budget.Options.Profile);
        narrow = compiler.Narrow();
        wide = new Lazy<PlacementProblem>(compiler.Wide);
        bounds = new DrainBounds(narrow);
    }

    /// <summary>Makes the plan.</summary>
    public static Plan Plan(Cluster cluster, DrainGoal goal, SearchBudget budget, IProgress<PlanningProgress>? progress) =>
        new DrainPlanning(cluster, goal, budget, progress).Run();

    private Plan Run()
    {
        OrderedPlacement greedy = GreedyPlacement.Find(narrow, budget);
        Incumbent best = new(narrow, greedy, bounds.Given(greedy.Placement.ValuesIn(narrow)));
        Report("placement: greedy", best);
        best = Search(best, []);
        SafeSteps steps = InSteps(best);
        List<ImmutableArray<MoveOption>> refused = [];
        while (!steps.Proof.IsProven && best.Ordered.Moves.Count > 0)
        {
            // Nothing that was refused is tried again, so this ends; what was refused in one order may hold in another that
            // was not tried, so the bounds of such a search prove nothing.
            refused.Add([.. best.Ordered.Moves]);
            best = WithoutBreakers(best, steps);
            best = refused.Count < MaxRefusals ? Search(best, refused) : best;
            steps = InSteps(best);
        }

        return Finish(best, steps);
    }

    /// <summary>Looks for something better than the incumbent: first among those who must leave, then among all.</summary>
    private Incumbent Search(Incumbent best, List<ImmutableArray<MoveOption>> refused)
    {
        bool isWide = wide.IsValueCreated && best.Problem == wide.Value;
        if (!isWide && !best.IsProven)
        {
            best = Improve(narrow.Options.Length <= MaxModelSize ? best.In(narrow) : Thinned(best.In(narrow)), refused);
        }

        if (best.Problem.IsThinned || !bounds.NobodyElseHelps(best.Values))
        {
            best = best with { Bounds = bounds.Given(best.Values) };
        }

        if (!bounds.NobodyElseHelps(best.Values) && compiler.WideSize <= MaxModelSize && !budget.IsSpent)
        {
            best = Improve(best.In(wide.Value), refused);
        }

        return refused.Count > 0 ? best with { Bounds = bounds.Given(best.Values) } : best;
    }

    private Incumbent Thinned(Incumbent best) =>
        best.In(CandidateLimit.Apply(best.Problem, CandidatesWhenThinned, best.Ordered.Placement, budget.Options.Seed));

    /// <summary>Solves placement, orders it, and forbids what cannot be ordered, until a placement can be ordered or the budget ends.</summary>
    private Incumbent Improve(Incumbent best, List<ImmutableArray<MoveOption>> refused)
    {
        PlacementProblem problem = best.Problem;
        List<PlacementCut> cuts = [.. refused.Select(moves => Placement.Of(problem, moves)).OfType<Placement>().Select(placement => PlacementCut.Of(problem, placement))];
        int wholeCuts = 0;
        int maxCuts = problem.Options.Length > LargeSize ? MaxCutsWhenLarge : MaxCuts;
        while (!budget.IsSpent && cuts.Count < maxCuts)
        {
            PlacementModel model = new(problem, cuts);
            if (wholeCuts >= CutsBeforeOrder && OrderTerms.SizeOf(problem) <= MaxOrderedSize)
            {
                OrderTerms.AddTo(problem, model);
            }

            (Placement placement, long[] proven) = new LevelSolver(problem, model, budget)
                .Solve(best.Ordered.Placement, bounds.Given, (level, value, bound) => Report("placement", level.Name, value, bound));
            if (Placement.Compare(placement.ValuesIn(problem), best.Values) >= 0)
            {
                return best with { Bounds = proven };
            }

            IReadOnlyList<MoveOption>? order = MoveOrder.Find(problem, placement, out _);
            if (order is not null)
            {
                best = new Incumbent(problem, new OrderedPlacement(placement, order), proven);
                Report("placement", best);
                return best;
            }

            int before = cuts.Count;
            cuts.AddRange(CellCuts.Of(problem, placement));
            if (cuts.Count == before)
            {
                cuts.Add(PlacementCut.Of(problem, placement));
                wholeCuts++;
            }

            Report("order", "cuts", cuts.Count, null);
        }

        return best;
    }

    private SafeSteps InSteps(Incumbent best)
    {
        Report("order", "moves", best.Ordered.Moves.Count, null);
        Plan empty = Empty();
        return new Sequencer(best.Problem, goal, budget, steps => PlanVerifier.Verify(cluster, empty with { Steps = steps })).Sequence(best.Ordered.Moves);
    }

    private Plan Empty() => new() { Goal = goal, Profile = budget.Options.Profile, Outcome = PlanOutcome.NoPlanInTime };

    private Plan Finish(Incumbent best, SafeSteps safe)
    {
        (ImmutableArray<PlanStep> steps, PlanSchedule schedule, PlanProof proof) = safe;
        StayReasons reasons = new(start, compiler, goal, budget.Options.Profile, best, steps);
        ImmutableArray<LeftBehind> left = reasons.All();
        Plan plan = Empty() with
        {
            ClusterDigest = ClusterJson.Digest(cluster),
            Outcome = OutcomeOf(best, left, schedule.Steps.Length),
            Steps = steps,
            Levels =
            [
                .. best.Problem.Levels.Select((level, index) => new ObjectiveLevel(level.Name, level.Unit, best.Values[index], best.Bounds[index])),
                .. ScheduleBounds.Of(best.Problem, best.Ordered.Moves, DisabledBy(steps)).Levels(schedule),
            ],
            LeftBehind = left,
            Assumptions = AssumptionsOf(best),
            Warnings = cluster.Warnings,
        };
        return proof.IsProven ? plan : throw new PlanningFaultException(plan, proof);
    }

    /// <summary>The placement less the moves that the proof objects to: what no order makes safe stays, not proven to have to.</summary>
    private Incumbent WithoutBreakers(Incumbent best, SafeSteps steps)
    {
        HashSet<int> objected = [.. steps.Proof.Violations.Select(violation => violation.Step ?? 0)];
        Placement fewer = new([.. best.Ordered.Placement.Choice]);
        foreach (MoveStep move in steps.Steps.OfType<MoveStep>().Where(move => objected.Contains(move.Id)))
        {
            fewer.Choice[cluster.IndexOf(move.Instance)] = -1;
        }

        IReadOnlyList<MoveOption>? order = MoveOrder.Find(best.Problem, fewer, out _);
        OrderedPlacement next = order is null || order.Count == best.Ordered.Moves.Count
            ? new OrderedPlacement(Placement.Unmoved(best.Problem), [])
            : new OrderedPlacement(fewer, order);
        return new Incumbent(best.Problem, next, bounds.Given(next.Placement.ValuesIn(best.Problem)));
    }

    private HashSet<int> DisabledBy(ImmutableArray<PlanStep> steps) =>
        [.. steps.OfType<DisableStep>().Select(step => cluster.IndexOf(step.Host))];

    private PlanOutcome OutcomeOf(Incumbent best, ImmutableArray<LeftBehind> left, int stepCount)
    {
        if (left.IsEmpty)
        {
            return best.IsProven ? PlanOutcome.Optimal : PlanOutcome.Feasible;
        }

        bool nobodyLeaves = best.Ordered.Moves.Count == 0;
        if (nobodyLeaves && budget.IsSpent && !best.IsProven)
        {
            return PlanOutcome.NoPlanInTime;
        }

        return nobodyLeaves && best.IsProven ? PlanOutcome.Infeasible : PlanOutcome.Partial;
    }

    private ImmutableArray<Assumption> AssumptionsOf(Incumbent best) =>
    [
        .. best.Ordered.Moves
            .SelectMany(move => MigrationRules.CheckLasting(cluster, move.Instance, start.HostOf(move.Instance), move.Destination, move.Kind, budget.Options.Profile).Assumptions)
            .Distinct().OrderBy(assumption => assumption.Code, StringComparer.Ordinal).ThenBy(assumption => assumption.Text, StringComparer.Ordinal),
    ];

    private void Report(string stage, Incumbent best)
    {
        for (int index = 0; index < best.Values.Length; index++)
        {
            Report(stage, best.Problem.Levels[index].Name, best.Values[index], best.Bounds[index]);
        }
    }

    private void Report(string stage, string level, double? value, double? bound) =>
        progress?.Report(new PlanningProgress(stage, level, value, bound, budget.Elapsed));
}
