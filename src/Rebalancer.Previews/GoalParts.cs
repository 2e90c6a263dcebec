using System.Collections.Immutable;
using Rebalancer.Goals;
using Rebalancer.Model;

namespace Rebalancer.Previews;

/// <summary>The single goals of a goal, and the hosts that they empty.</summary>
internal static class GoalParts
{
    /// <summary>The goals of a list in its order, or the goal itself.</summary>
    public static ImmutableArray<Goal> Of(Goal goal) => goal is GoalList list ? list.Goals : [goal];

    /// <summary>The hosts that a single goal empties.</summary>
    public static IEnumerable<HostName> EmptiedBy(Goal goal) => goal switch
    {
        DrainGoal drain => drain.Hosts,
        EvacuateGoal evacuate => evacuate.Hosts,
        WaveGoal waves => waves.Hosts,
        _ => [],
    };
}
