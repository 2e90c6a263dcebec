using System.Collections.Immutable;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Planning.Relaxing;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Sequencing;
using Rebalancer.Plans;
using Rebalancer.Rules;
using Rebalancer.Snapshots;

namespace Rebalancer.Planning.Goals;

/// <summary>Plans a goal or a list of goals at one go, and writes down what was found.</summary>
internal static class GoalPlanning
{
    /// <summary>By when the search for a placement has to end, of the whole time: steps, proofs and reasons come after it.</summary>
    private const double ShareOfSearch = 0.8;

    /// <summary>How long what comes after a search may take, seen from what came before it: both grow with the cloud.</summary>
    private const double AfterSearch = 1.5;

    /// <summary>Makes the plan.</summary>
    public static Plan Plan(Cluster cluster, Goal goal, SearchBudget budget, IProgress<PlanningProgress>? progress, ModelSizes? sizes = null)
    {
        sizes ??= new ModelSizes();
        PlanState start = PlanState.Of(cluster);
        Plan empty = Empty(cluster, goal, budget);
        SearchBudget searching = budget.Until(ShareOfSearch);
        GoalSearch search = new(start, goal, null, searching, progress, steps => PlanVerifier.Verify(cluster, empty with { Steps = steps }), sizes);
        TimeSpan compiled = budget.Elapsed;
        searching.Leave(compiled * AfterSearch);
        Solution found = search.Solve();
        (GoalScope scope, Incumbent best, (ImmutableArray<PlanStep> steps, PlanSchedule schedule, PlanProof proof), _) = found;
        ImmutableArray<LeftBehind> left = new StayReasons(start, budget.Options.Profile, found, sizes).All();
        ImmutableArray<FailureWitness> witnesses = scope.Survival?.After(steps) ?? [];
        best = best.With(GoalLevels.NotSurvivableName, witnesses.Count(witness => !witness.IsShown));
        HashSet<int> disabled = [.. steps.OfType<DisableStep>().Select(step => cluster.IndexOf(step.Host))];
        Plan plan = empty with
        {
            Outcome = OutcomeOf(best, left, budget),
            Steps = steps,
            Levels =
            [
                .. best.Problem.Levels.Select((level, index) => new ObjectiveLevel(level.Name, level.Unit, best.Values[index], best.Bounds[index])),
                .. ScheduleBounds.Of(best.Problem, best.Ordered.Moves, disabled).Levels(schedule),
            ],
            LeftBehind = left,
            Witnesses = witnesses,
            Assumptions = AssumptionsOf(cluster, steps, budget.Options.Profile),
        };
        if (!proof.IsProven)
        {
            throw new PlanningFaultException(plan, proof);
        }

        return left.IsEmpty || !budget.Options.FindsRelaxations ? plan : plan with { Relaxations = new RelaxationSearch(cluster, goal, budget, best.IsProvenInLeftBehind, compiled).Find(left) };
    }

    /// <summary>A plan with everything that is known before the search.</summary>
    public static Plan Empty(Cluster cluster, Goal goal, SearchBudget budget) => new()
    {
        Goal = goal,
        Profile = budget.Options.Profile,
        ClusterDigest = ClusterJson.Digest(cluster),
        Outcome = PlanOutcome.NoPlanInTime,
        Warnings = cluster.Warnings,
    };

    /// <summary>What the moves of some steps assume, each once.</summary>
    public static ImmutableArray<Assumption> AssumptionsOf(Cluster cluster, ImmutableArray<PlanStep> steps, Profile profile) =>
    [
        .. steps.OfType<MoveStep>()
            .SelectMany(move => MigrationRules.CheckLasting(
                cluster, cluster.IndexOf(move.Instance), cluster.IndexOf(move.Source), cluster.IndexOf(move.Destination), move.Kind, profile).Assumptions)
            .Distinct().OrderBy(assumption => assumption.Code, StringComparer.Ordinal).ThenBy(assumption => assumption.Text, StringComparer.Ordinal),
    ];

    private static PlanOutcome OutcomeOf(Incumbent best, ImmutableArray<LeftBehind> left, SearchBudget budget)
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
}
