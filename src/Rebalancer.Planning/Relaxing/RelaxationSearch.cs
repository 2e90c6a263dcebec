using System.Collections.Immutable;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Planning.Goals;
using Rebalancer.Planning.Goals.Waves;
using Rebalancer.Planning.Search;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Relaxing;

/// <summary>Looks for the fewest changes with which nobody would have to be left behind, and says of each answer what is proven.</summary>
internal sealed class RelaxationSearch
{
    private const int MaxFound = 3;
    private const int MaxPairs = 40;
    private const int MaxCandidates = 24;
    private const double WorkPerTrial = 0.2;

    private readonly Cluster cluster;
    private readonly Goal goal;
    private readonly Profile profile;
    private readonly SearchBudget budget;
    private readonly PlanningOptions options;
    private readonly Dictionary<string, Outcome> known = [];
    private TimeSpan longest;

    /// <param name="cluster">The cluster.</param>
    /// <param name="goal">The goal that is not met in full.</param>
    /// <param name="budget">What may be spent; what the search does not get to is not proven.</param>
    /// <param name="isNeeded">Whether it is proven that without a change somebody is left behind.</param>
    /// <param name="expected">How long a trial takes at least: as long as it took to compile the goal.</param>
    public RelaxationSearch(Cluster cluster, Goal goal, SearchBudget budget, bool isNeeded, TimeSpan expected)
    {
        longest = expected;
        this.cluster = cluster;
        this.goal = goal;
        this.budget = budget;
        profile = budget.Options.Profile;
        options = budget.Options with { TimeLimit = null, WorkLimit = WorkPerTrial, FindsRelaxations = false };
        known[""] = isNeeded ? Outcome.Unreachable : Outcome.Open;
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

    /// <summary>Single changes that are enough, else pairs, else one larger set; empty where all changes together are not enough.</summary>
    public ImmutableArray<Relaxation> Find(ImmutableArray<LeftBehind> left)
    {
        ImmutableArray<Change> all = Candidates.Of(cluster, goal, left);
        ImmutableArray<Change> candidates = [.. all.Take(MaxCandidates)];
        ImmutableArray<Relaxation> singles = Enough([.. candidates.Select(change => ImmutableArray.Create(change))], known[""] == Outcome.Unreachable);
        if (!singles.IsEmpty || Try(candidates) != Outcome.Reached)
        {
            return singles;
        }

        bool noSingleIsEnough = all.Length <= MaxCandidates && candidates.All(change => Try([change]) == Outcome.Unreachable);
        ImmutableArray<Relaxation> pairs = Enough([.. Pairs(candidates).Take(MaxPairs)], noSingleIsEnough);
        return pairs.IsEmpty ? [Fewer(candidates)] : pairs;
    }

    /// <summary>The first of some sets that are enough.</summary>
    private ImmutableArray<Relaxation> Enough(ImmutableArray<ImmutableArray<Change>> sets, bool areSmallest) =>
    [
        .. sets.Where(set => Try(set) == Outcome.Reached).Take(MaxFound)
            .Select(set => new Relaxation(set, areSmallest, areSmallest || IsIrreducible(set))),
    ];

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

    /// <summary>The changes less those that can be left out, the heaviest first.</summary>
    private Relaxation Fewer(ImmutableArray<Change> changes)
    {
        for (int index = changes.Length - 1; index >= 0; index--)
        {
            ImmutableArray<Change> fewer = changes.RemoveAt(index);
            changes = Try(fewer) == Outcome.Reached ? fewer : changes;
        }

        return new Relaxation(changes, IsSmallest: false, IsIrreducible(changes));
    }

    private bool IsIrreducible(ImmutableArray<Change> changes) =>
        Enumerable.Range(0, changes.Length).All(index => Try(changes.RemoveAt(index)) == Outcome.Unreachable);

    private Outcome Try(ImmutableArray<Change> changes)
    {
        string key = string.Join('\n', changes.Select(change => $"{change.Kind} {change.Subject}"));
        if (!known.TryGetValue(key, out Outcome outcome))
        {
            bool isTooLate = budget.IsSpent || budget.SecondsLeft < longest.TotalSeconds;
            known.Add(key, outcome = isTooLate ? Outcome.Open : Look(changes));
        }

        return outcome;
    }

    private Outcome Look(ImmutableArray<Change> changes)
    {
        TimeSpan begun = budget.Elapsed;
        var relaxed = RelaxedProblem.Of(cluster, goal, profile, changes);
        SearchBudget trial = new(options with { Profile = relaxed.Profile }, budget.Cancellation);
        Outcome outcome = relaxed.Goal is WaveGoal waves ? InWaves(relaxed.Cluster, waves, trial) : AtOnce(relaxed, trial);
        budget.Spend(trial.WorkDone);
        longest = TimeSpan.FromTicks(Math.Max(longest.Ticks, (budget.Elapsed - begun).Ticks));
        return outcome;
    }

    private static Outcome AtOnce(RelaxedProblem relaxed, SearchBudget trial)
    {
        Plan empty = new() { Goal = relaxed.Goal, Profile = relaxed.Profile, Outcome = PlanOutcome.NoPlanInTime };
        Solution solution = new GoalSearch(
            PlanState.Of(relaxed.Cluster), relaxed.Goal, null, trial, null, steps => PlanVerifier.Verify(relaxed.Cluster, empty with { Steps = steps })).Solve();
        int behind = Enumerable.Range(0, relaxed.Cluster.Instances.Length)
            .Count(instance => solution.Scope.MustLeave[instance] && solution.Best.Ordered.Placement.Choice[instance] < 0);
        return behind == 0 ? Outcome.Reached : solution.Best.IsProvenInLeftBehind ? Outcome.Unreachable : Outcome.Open;
    }

    private static Outcome InWaves(Cluster cluster, WaveGoal waves, SearchBudget trial)
    {
        ObjectiveLevel left = new WavePlanning(cluster, waves, trial, null).Plan().Levels[0];
        return left.Value == 0 ? Outcome.Reached : left.Value == left.Bound ? Outcome.Unreachable : Outcome.Open;
    }
}
