using System.Collections.Immutable;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Planning.Compilation;
using Rebalancer.Planning.Exact;
using Rebalancer.Planning.Goals.Waves;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Sequencing;
using Rebalancer.Plans;

namespace Rebalancer.Planning.Goals;

/// <summary>Looks for the best placement that steps can reach safely: a greedy start, exact placement where it is small enough, order, proof.</summary>
internal sealed class GoalSearch
{
    private const long MaxOrderedSize = 20_000;
    private const double ShareOfFlat = 0.3;
    private const double ShareOfNeighbourhoods = 0.7;
    private const double ShareOfFirstModel = 0.4;
    private const double ShareAfterFirstModel = 0.5;
    private const int MaxCuts = 200;
    private const int MaxCutsWhenLarge = 20;
    private const int LargeSize = 60;
    private const int HelpFromSize = 100;
    private const int CutsBeforeOrder = 2;
    private const int MaxRefusals = 8;
    private const int MaxLeanMoves = 400;
    private const long MaxDetourSize = 6_000;

    private readonly Cluster cluster;
    private readonly Goal goal;
    private readonly SearchBudget budget;
    private readonly IProgress<PlanningProgress>? progress;
    private readonly Func<ImmutableArray<PlanStep>, PlanProof> prove;
    private readonly ProblemCompiler compiler;
    private readonly PlacementProblem narrow;
    private readonly Lazily<PlacementProblem> wide;
    private readonly Lazily<PlacementProblem> detours;
    private readonly LevelBounds bounds;
    private readonly GoalScope scope;
    private readonly ModelSizes sizes;
    private readonly FlatImprovement flat;

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
        this.progress = progress;
        this.prove = prove;
        scope = new GoalScope(start, goal) { Round = round, Survival = round?.AtTheEnd };
        if (!goal.Limits.Survives.IsDefaultOrEmpty)
        {
            scope.Survival = new Survival(cluster, scope, budget);
        }

        compiler = new ProblemCompiler(start, goal, scope, budget.Options.Profile);
        narrow = compiler.Narrow(sizes.MostOptions, budget.Options.Seed);
        wide = new Lazily<PlacementProblem>(() => compiler.MayDetour(MaxDetourSize) ? compiler.WithDetours(isOnlyWhereBetter: true) : compiler.Wide());
        detours = new Lazily<PlacementProblem>(() => compiler.WithDetours(isOnlyWhereBetter: false));
        bounds = scope.OnlyEmpties || compiler.WideSize > sizes.MostOptions ? new LevelBounds(narrow, scope.OnlyEmpties, compiler.Movable) : new LevelBounds(wide.Value, true, compiler.Movable);
        flat = new FlatImprovement(start, scope, compiler, bounds, budget);
    }

    /// <summary>The best that was found; its proof holds unless there is a bug.</summary>
    public Solution Solve()
    {
        OrderedPlacement greedy = GreedyPlacement.Find(narrow, budget);
        Incumbent best = new(narrow, greedy, bounds.Given(greedy.Placement.ValuesIn(narrow)));
        Report("placement: greedy", best);
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
            best = Improve(best.In(narrow), refused).Best;
            if (!narrow.IsPart && bounds.NobodyElseHelps(best.Values))
            {
                return refused.Count > 0 ? Unproven(best) : best;
            }
        }

        best = Unproven(best);
        if (compiler.WideSize > sizes.FlatFrom && !best.IsProven && refused.Count == 0)
        {
            best = flat.Improve(best, ShareOfFlat) ?? best;
            Report("placement: flat", best);
            best = InNeighbourhoods(best, compiler.WideSize > sizes.MostOptions ? 1 : ShareOfNeighbourhoods);
        }

        if (best.IsProven || compiler.WideSize > sizes.MostOptions || budget.IsSpent)
        {
            return best;
        }

        (Incumbent straight, Incumbent? floor) = Improve(best.Problem == detours.Known ? best : best.In(wide.Value), refused);
        bool isBest = goal.Limits.MaxDetours == 0 || (floor is not null && straight.Values.AsSpan().SequenceEqual(floor.Values));
        best = isBest && refused.Count == 0 ? straight : Unproven(straight, floor);
        if (isBest || budget.IsSpent || !compiler.MayDetour(MaxDetourSize))
        {
            return best;
        }

        (Incumbent withDetours, _) = Improve(best.In(detours.Value), refused);
        return refused.Count == 0 ? Unproven(withDetours, floor, withDetours.Bounds) : Unproven(withDetours);
    }

    /// <summary>The incumbent with nothing but what is known beforehand, or has been proven since, and what a search without regard to order has proven.</summary>
    private Incumbent Unproven(Incumbent best, Incumbent? floor = null, long[]? proven = null)
    {
        long[] known = proven ?? bounds.Given(best.Values);
        for (int level = 0; floor is not null && level < known.Length; level++)
        {
            known[level] = Math.Max(known[level], Math.Min(best.Values[level], floor.Bounds[level]));
            if (best.Values[level] != floor.Values[level])
            {
                break;
            }
        }

        return best with { Bounds = known };
    }

    /// <summary>Solves placement, orders it, and forbids what cannot be ordered, until a placement can be ordered or the budget ends.</summary>
    /// <returns>The best placement that can be ordered, with bounds for the moves that the problem offers; and the best without regard to order.</returns>
    private (Incumbent Best, Incumbent? Floor) Improve(Incumbent best, List<ImmutableArray<Hop>> refused)
    {
        PlacementProblem problem = best.Problem;
        List<PlacementCut> cuts = [.. refused.Select(moves => PlacementCut.Of(problem, moves)).OfType<PlacementCut>()];
        Incumbent? floor = null;
        int wholeCuts = 0;
        int maxCuts = problem.Options.Length > LargeSize ? MaxCutsWhenLarge : MaxCuts;

        // One model may take long without a proof, or prove a placement that has no order: then a few hosts at a time come in between.
        bool hasHelp = problem != narrow && compiler.WideSize > HelpFromSize && refused.Count == 0;
        for (int attempt = 0; !budget.IsSpent && cuts.Count < maxCuts; attempt++)
        {
            PlacementModel model = new(problem, cuts);
            if (wholeCuts >= CutsBeforeOrder && OrderTerms.SizeOf(problem) <= MaxOrderedSize)
            {
                OrderTerms.AddTo(problem, model);
            }

            (Placement placement, long[] proven) = new LevelSolver(problem, model, hasHelp && attempt == 0 ? budget.UntilOfRest(ShareOfFirstModel) : budget)
                .Solve(best.Ordered.Placement, bounds.Given, (level, value, bound) => Report("placement", level.Name, value, bound));
            floor ??= cuts.Count == 0 ? new Incumbent(problem, new OrderedPlacement(placement, []), proven) : null;
            bool mayHelp = hasHelp && attempt == 0 && !placement.ValuesIn(problem).AsSpan().SequenceEqual(proven);
            bool isBetter = Placement.Compare(placement.ValuesIn(problem), best.Values) < 0;
            IReadOnlyList<Hop>? order = isBetter ? MoveOrder.Find(problem, placement, out _) : best.Ordered.Moves;
            if (order is not null)
            {
                best = isBetter ? new Incumbent(problem, new OrderedPlacement(placement, order), proven) : best with { Bounds = proven };
                Report("placement", best);
                if (!mayHelp)
                {
                    return (attempt == 0 ? best : Unproven(best, floor, proven), floor);
                }

                best = InNeighbourhoods(best, ShareAfterFirstModel).In(problem);
                continue;
            }

            if (hasHelp)
            {
                best = AsFarAsOrdered(best, placement);
                best = attempt == 0 ? InNeighbourhoods(best, ShareAfterFirstModel).In(problem) : best;
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

        return (Unproven(best), floor);
    }

    /// <summary>As much of a placement as can be made one after the other and straight, where that is better than the incumbent.</summary>
    private Incumbent AsFarAsOrdered(Incumbent best, Placement wanted)
    {
        PlacementProblem problem = best.Problem;
        Placement straight = new([.. wanted.Choice.Select(option => option >= 0 && problem.Options[option].Detour is null ? option : -1)]);
        IReadOnlyList<Hop> order = MoveOrder.AsFarAsPossible(problem, straight);
        HashSet<int> moving = [.. order.Select(move => move.Instance)];
        Placement reached = new([.. straight.Choice.Select((option, instance) => moving.Contains(instance) ? option : -1)]);
        long[] values = reached.ValuesIn(problem);
        return Placement.Compare(values, best.Values) < 0 && problem.KeepsHeadroom(reached)
            ? new Incumbent(problem, new OrderedPlacement(reached, order), bounds.Given(values))
            : best;
    }

    private Incumbent InNeighbourhoods(Incumbent best, double until) =>
        new NeighbourhoodSearch(scope, compiler, bounds, budget, found => Report("placement: neighbourhoods", found)).Improve(best, until);

    private SafeSteps InSteps(Incumbent best)
    {
        Report("order", "moves", best.Ordered.Moves.Count, null);
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
