using System.Collections.Immutable;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Planning.Goals;
using Rebalancer.Planning.Search;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Relaxing;

/// <summary>Looks for the fewest changes with which nobody would have to be left behind.</summary>
internal sealed class RelaxationSearch
{
    private const int MaxFound = 3;
    private const int MaxTrials = 40;
    private const int MaxCandidates = 24;
    private const double WorkPerTrial = 0.2;

    private readonly Cluster cluster;
    private readonly Goal goal;
    private readonly Profile profile;
    private readonly SearchBudget budget;
    private readonly PlanningOptions options;
    private int trialsLeft = MaxTrials;

    public RelaxationSearch(Cluster cluster, Goal goal, SearchBudget budget)
    {
        this.cluster = cluster;
        this.goal = goal;
        this.budget = budget;
        profile = budget.Options.Profile;
        options = budget.Options with { TimeLimit = null, WorkLimit = WorkPerTrial };
    }

    /// <summary>How a trial ended.</summary>
    private enum Outcome
    {
        /// <summary>Nobody is left behind.</summary>
        Reached,

        /// <summary>Somebody is, as proven.</summary>
        Unreachable,

        /// <summary>Somebody is, but better may be possible.</summary>
        Open,
    }

    /// <summary>Single changes that are enough, else pairs, else one irreducible set; empty where all changes together are not enough.</summary>
    public ImmutableArray<Relaxation> Find(ImmutableArray<LeftBehind> left)
    {
        ImmutableArray<Change> candidates = [.. Candidates.Of(cluster, goal, left).Take(MaxCandidates)];
        bool isProven = true;
        List<Relaxation> found = [];
        foreach (Change change in candidates)
        {
            isProven &= Add([change], isSmallest: true, found);
        }

        if (found.Count > 0 || Try(candidates) != Outcome.Reached)
        {
            return [.. found];
        }

        foreach (ImmutableArray<Change> pair in Pairs(candidates))
        {
            Add(pair, isProven, found);
        }

        return found.Count > 0 ? [.. found] : [Irreducible(candidates)];
    }

    /// <returns>Whether the trial left no doubt.</returns>
    private bool Add(ImmutableArray<Change> changes, bool isSmallest, List<Relaxation> found)
    {
        if (found.Count >= MaxFound)
        {
            return true;
        }

        Outcome outcome = Try(changes);
        if (outcome == Outcome.Reached)
        {
            found.Add(new Relaxation(changes, isSmallest));
        }

        return outcome != Outcome.Open;
    }

    private static IEnumerable<ImmutableArray<Change>> Pairs(ImmutableArray<Change> candidates)
    {
        for (int first = 0; first < candidates.Length; first++)
        {
            // The same kind of host may be needed twice.
            for (int second = candidates[first].Kind == ChangeKind.AddHost ? first : first + 1; second < candidates.Length; second++)
            {
                yield return [candidates[first], candidates[second]];
            }
        }
    }

    private Relaxation Irreducible(ImmutableArray<Change> changes)
    {
        for (int index = changes.Length - 1; index >= 0; index--)
        {
            ImmutableArray<Change> fewer = changes.RemoveAt(index);
            if (Try(fewer, isLimited: false) == Outcome.Reached)
            {
                changes = fewer;
            }
        }

        return new Relaxation(changes, IsSmallest: false);
    }

    private Outcome Try(ImmutableArray<Change> changes, bool isLimited = true)
    {
        if (isLimited && (trialsLeft-- <= 0 || budget.IsSpent))
        {
            return Outcome.Open;
        }

        var relaxed = RelaxedProblem.Of(cluster, goal, profile, changes);
        PlanState start = PlanState.Of(relaxed.Cluster);
        Plan empty = new() { Goal = relaxed.Goal, Profile = relaxed.Profile, Outcome = PlanOutcome.NoPlanInTime };
        SearchBudget trial = new(options with { Profile = relaxed.Profile }, budget.Cancellation);
        Solution solution = new GoalSearch(
            start, relaxed.Goal, null, trial, null, steps => PlanVerifier.Verify(relaxed.Cluster, empty with { Steps = steps })).Solve();
        budget.Spend(trial.WorkDone);
        int behind = Enumerable.Range(0, start.Cluster.Instances.Length)
            .Count(instance => solution.Scope.MustLeave[instance] && solution.Best.Ordered.Placement.Choice[instance] < 0);
        return behind == 0 ? Outcome.Reached : solution.Best.IsProvenInLeftBehind ? Outcome.Unreachable : Outcome.Open;
    }
}
