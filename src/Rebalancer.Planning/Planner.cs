using System.Collections.Immutable;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Planning.Goals;
using Rebalancer.Planning.Goals.Waves;
using Rebalancer.Planning.Search;
using Rebalancer.Plans;

namespace Rebalancer.Planning;

/// <summary>Turns a goal into an ordered, proven plan. The one public entrance.</summary>
public static class Planner
{
    /// <summary>Makes a plan and has it proven by <see cref="PlanVerifier"/> before it is returned.</summary>
    /// <param name="cluster">The cloud.</param>
    /// <param name="goal">What to achieve.</param>
    /// <param name="options">Policies, limits of time and work, seed; the defaults when <c>null</c>.</param>
    /// <param name="progress">Told of every better incumbent and bound.</param>
    /// <param name="cancellation">Ends the search early; the best plan so far is returned.</param>
    /// <exception cref="ArgumentException">The goal names a host or instance that the cluster does not have, or an option is out of range.</exception>
    /// <exception cref="PlanningFaultException">The plan fails its own proof: a bug in this library.</exception>
    public static Plan Plan(
        Cluster cluster, Goal goal, PlanningOptions? options = null, IProgress<PlanningProgress>? progress = null, CancellationToken cancellation = default)
    {
        PlanningOptions chosen = options ?? new PlanningOptions();
        Preconditions.Check(cluster, goal, chosen);
        if ((goal is GoalList list ? list.Goals : [goal]).OfType<EvacuateGoal>().Any(evacuate => evacuate.AreFenced))
        {
            // The operator has given their word for the hosts of this goal.
            chosen = chosen with { Profile = chosen.Profile with { RequiresFencedSource = false } };
        }

        SearchBudget budget = new(chosen, cancellation);
        return goal is WaveGoal waves
            ? new WavePlanning(cluster, waves, budget, progress).Plan()
            : GoalPlanning.Plan(cluster, goal, budget, progress);
    }

    /// <summary>Makes some plans of which none is better than another both in what the goal counts and in moves, from none to as many moves as pay.</summary>
    /// <param name="cluster">The cloud.</param>
    /// <param name="goal">A consolidation, a spread or a goal of locality.</param>
    /// <param name="options">Policies, seed, and limits of time and work for all the plans together; the defaults when <c>null</c>.</param>
    /// <param name="progress">Told of every better incumbent and bound of each plan.</param>
    /// <param name="cancellation">Ends the search early; the plans so far are returned.</param>
    /// <returns>At most twelve plans, the one without moves first; each is proven, and the next has more moves and a better value of the first level.</returns>
    /// <exception cref="ArgumentException">The goal empties hosts, or as in <see cref="Plan"/>.</exception>
    /// <exception cref="PlanningFaultException">A plan fails its own proof: a bug in this library.</exception>
    public static ImmutableArray<Plan> Front(
        Cluster cluster, Goal goal, PlanningOptions? options = null, IProgress<PlanningProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (goal is not (ConsolidateGoal or SpreadGoal or LocalityGoal))
        {
            throw new ArgumentException("Only a consolidation, a spread or a goal of locality can be had for fewer moves or for more.", nameof(goal));
        }

        PlanningOptions chosen = options ?? new PlanningOptions();
        Preconditions.Check(cluster, goal, chosen);
        return new ParetoFront(goal, chosen, (limited, share) => Plan(cluster, limited, share, progress, cancellation)).Find(cancellation);
    }
}
