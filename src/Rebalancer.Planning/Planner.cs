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
}
