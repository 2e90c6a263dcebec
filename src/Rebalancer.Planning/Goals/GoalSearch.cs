using System.Collections.Immutable;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Planning.Compilation;
using Rebalancer.Planning.Exact;
using Rebalancer.Planning.Goals.Waves;
using Rebalancer.Planning.Improving;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Sequencing;
using Rebalancer.Plans;

namespace Rebalancer.Planning.Goals;

/// <summary>Looks for the best placement that steps can reach safely: a greedy start, exact placement where it is small enough, order, proof.</summary>
internal sealed class GoalSearch
{
    private const double ShareOfFlat = 0.3;
    private const double ShareOfNeighbourhoods = 0.7;
    private const int MaxRefusals = 8;
    private const int MaxLeanMoves = 400;
    private const long MaxDetourSize = 6_000;

    private readonly Cluster cluster;
    private readonly Goal goal;
    private readonly SearchBudget budget;
    private readonly ProgressReports reports;
    private readonly Func<ImmutableArray<PlanStep>, PlanProof> prove;
    private readonly ProblemCompiler compiler;
    private readonly PlacementProblem narrow;
    private readonly Lazily<PlacementProblem> wide;
    private readonly Lazily<PlacementProblem> detours;
    private readonly LevelBounds bounds;
    private readonly GoalScope scope;
    private readonly ModelSizes sizes;
    private readonly FlatImprovement flat;
    private readonly NeighbourhoodSearch neighbourhoods;

    /// <param name="start">Where the search begins.</param>
    /// <param name="goal">The goal.</param>
    /// <param name="round">Which round of a larger plan it is; <c>null</c> where it is the whole.</param>
    /// <param name="budget">What the search may spend.</param>
    /// <param name="progress">Told of every better incumbent and bound.</param>
    /// <param name="prove">Proves steps that begin where the search begins.</param>
    /// <param name="sizes">From which sizes on it searches otherwise; the usual ones where <c>null</c>.</param>
    public GoalSearch(
        PlanState start,
        Goal goal,
        Round? round,
        SearchBudget budget,
        IProgress<PlanningProgress>? progress,
        Func<ImmutableArray<PlanStep>, PlanProof> prove,
        ModelSizes? sizes = null)
    {
        sizes ??= new ModelSizes();
        this.sizes = sizes;
        cluster = start.Cluster;
        this.goal = goal;
        this.budget = budget;
        reports = new ProgressReports(progress, budget);
        this.prove = prove;
        scope = new GoalScope(start, goal) { Round = round };
        scope.Survival = Survival.For(cluster, scope, budget) ?? round?.AtTheEnd;

        compiler = new ProblemCompiler(start, goal, scope, budget.Options.Profile);
        narrow = compiler.Narrow(sizes.MostOptions, budget.Options.Seed);
        wide = new Lazily<PlacementProblem>(() => compiler.MayDetour(MaxDetourSize) ? compiler.WithDetours(isOnlyWhereBetter: true) : compiler.Wide());
        detours = new Lazily<PlacementProblem>(() => compiler.WithDetours(isOnlyWhereBetter: false));
        bounds = scope.OnlyEmpties ? new LevelBounds(narrow, isWhole: true, compiler.Movable)
            : compiler.WideSize > sizes.MostOptions ? new LevelBounds(narrow, isWhole: false, compiler.MovableSomewhere)
            : new LevelBounds(wide.Value, isWhole: true, compiler.Movable);
        flat = new FlatImprovement(start, scope, compiler, bounds, budget);
        neighbourhoods = new NeighbourhoodSearch(scope, compiler, bounds, budget, found => reports.Tell("placement: neighbourhoods", found));
    }

    /// <summary>The best that was found; its proof holds unless there is a bug.</summary>
    public Solution Solve()
    {
        OrderedPlacement greedy = GreedyPlacement.Find(narrow, budget);
        Incumbent best = new(narrow, greedy, bounds.Given(greedy.Placement.ValuesIn(narrow)));
        reports.Tell("placement: greedy", best);
        best = Lean(Search(best, []));
        SafeSteps steps = InSteps(best);
        List<ImmutableArray<Hop>> refused = [];
        HashSet<int> late = [];
        while (best.Ordered.Moves.Count > 0)
        {
            if (!steps.Proof.IsProven)
            {
                // Nothing that was refused is tried again, so this ends; what was refused in one order may hold in another
                // that was not tried, so the bounds of such a search prove nothing.
                refused.Add([.. best.Ordered.Moves]);
                best = WithoutBreakers(best, steps);
                best = refused.Count < MaxRefusals ? Search(best, refused) : best;
            }
            else if (LateMoves(steps) is { Count: > 0 } tooLate)
            {
                late.UnionWith(tooLate);
                best = Without(best, tooLate);
            }
            else
            {
                break;
            }

            best = Lean(best);
            steps = InSteps(best);
        }

        return new Solution(scope, best, steps, late);
    }

    /// <summary>Looks for something better than the incumbent: among those who must leave, then among all, then with detours.</summary>
    private Incumbent Search(Incumbent best, List<ImmutableArray<Hop>> refused)
    {
        if (scope.OnlyEmpties && best.Problem != wide.Known && best.Problem != detours.Known && !best.IsProven)
        {
            best = Exactly(best.In(narrow), refused).Best;
            if (!narrow.IsPart && bounds.NobodyElseHelps(best.Values))
            {
                return refused.Count > 0 ? Unproven(best) : best;
            }
        }

        best = Unproven(best);
        if (compiler.WideSize > sizes.FlatFrom && !best.IsProven && refused.Count == 0)
        {
            best = flat.Improve(best, ShareOfFlat) ?? best;
            reports.Tell("placement: flat", best);
            best = neighbourhoods.Improve(best, compiler.WideSize > sizes.MostOptions ? 1 : ShareOfNeighbourhoods);
        }

        if (best.IsProven || compiler.WideSize > sizes.MostOptions || budget.IsSpent)
        {
            return best;
        }

        (Incumbent straight, Incumbent? floor) = Exactly(best.Problem == detours.Known ? best : best.In(wide.Value), refused);
        floor = floor?.OfEnds();
        bool isBest = goal.Limits.MaxDetours == 0 || (floor is not null && floor.Problem.IsDecidedByEnds && straight.Values.AsSpan().SequenceEqual(floor.Values));
        best = isBest && refused.Count == 0 ? straight : Unproven(straight, floor);
        if (isBest || budget.IsSpent || !compiler.MayDetour(MaxDetourSize))
        {
            return best;
        }

        (Incumbent withDetours, _) = Exactly(best.In(detours.Value), refused);
        return refused.Count == 0 ? withDetours.ProvenBy(withDetours.Bounds, floor) : Unproven(withDetours);
    }

    /// <summary>The incumbent with nothing but what is known beforehand, and what a search without regard to order has proven.</summary>
    private Incumbent Unproven(Incumbent best, Incumbent? floor = null) => best.ProvenBy(bounds.Given(best.Values), floor);

    private (Incumbent Best, Incumbent? Floor) Exactly(Incumbent best, List<ImmutableArray<Hop>> refused)
    {
        bool takesHelp = best.Problem != narrow && refused.Count == 0;
        return new ExactSearch(bounds, budget, reports, refused, takesHelp ? neighbourhoods : null).Improve(best);
    }

    private SafeSteps InSteps(Incumbent best)
    {
        reports.Tell("order", "moves", best.Ordered.Moves.Count, null);
        return new Sequencer(best.Problem, goal, budget, prove).Sequence(best.Ordered.Moves);
    }

    /// <summary>The placement less the moves that the proof objects to: what no order makes safe stays, not proven to have to.</summary>
    private Incumbent WithoutBreakers(Incumbent best, SafeSteps steps)
    {
        HashSet<int> objected = [.. steps.Proof.Violations.Select(violation => violation.Step ?? 0)];
        return Without(best, [.. steps.Steps.OfType<MoveStep>().Where(move => objected.Contains(move.Id)).Select(move => cluster.IndexOf(move.Instance))]);
    }

    /// <summary>Instances whose moves would end after the time that the plan may take.</summary>
    private HashSet<int> LateMoves(SafeSteps steps) => goal.Limits.Window is not { } window
        ? []
        : [.. steps.Steps.Zip(steps.Schedule.Steps).Where(pair => pair.First is MoveStep or ConfirmStep && pair.Second.End > window).Select(pair => cluster.IndexOf(InstanceOf(pair.First)))];

    private static InstanceId InstanceOf(PlanStep step) => step is ConfirmStep confirm ? confirm.Instance : ((MoveStep)step).Instance;

    /// <summary>The placement with some instances staying, and whoever cannot be moved then either.</summary>
    private Incumbent Without(Incumbent best, HashSet<int> staying)
    {
        Placement fewer = new([.. best.Ordered.Placement.Choice]);
        foreach (int instance in staying)
        {
            fewer.Choice[instance] = -1;
        }

        IReadOnlyList<Hop>? order = MoveOrder.Find(best.Problem, fewer, out _);
        OrderedPlacement next = order is null || order.Count == best.Ordered.Moves.Count
            ? new OrderedPlacement(Placement.Unmoved(best.Problem), [])
            : new OrderedPlacement(fewer, order);
        return new Incumbent(best.Problem, next, bounds.Given(next.Placement.ValuesIn(best.Problem)));
    }

    /// <summary>Brings instances back to their origin, one after the other, as long as that makes the plan better.</summary>
    private Incumbent Lean(Incumbent best)
    {
        for (int instance = 0; instance < cluster.Instances.Length && best.Ordered.Moves.Count <= MaxLeanMoves; instance++)
        {
            if (best.IsProven || best.Ordered.Placement.Choice[instance] < 0)
            {
                continue;
            }

            Placement fewer = new([.. best.Ordered.Placement.Choice]);
            fewer.Choice[instance] = -1;
            if (Placement.Compare(fewer.ValuesIn(best.Problem), best.Values) < 0 && best.Problem.KeepsHeadroom(fewer) && MoveOrder.Without(best.Problem, best.Ordered.Moves, instance) is { } order)
            {
                best = Unproven(new Incumbent(best.Problem, new OrderedPlacement(fewer, order), best.Bounds), best);
            }
        }

        return best;
    }
}
