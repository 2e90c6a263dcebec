using Rebalancer.Goals;
using Rebalancer.Model;

namespace Rebalancer.Planning.Goals;

/// <summary>A host whose service a goal wants disabled first.</summary>
/// <param name="Host">The host.</param>
/// <param name="Reason">The reason that Nova shows.</param>
/// <param name="EnablesAfter">Whether it is enabled again in the end.</param>
internal sealed record ServiceWish(HostName Host, string Reason, bool EnablesAfter)
{
    /// <summary>The wishes of a goal, one per host.</summary>
    public static IReadOnlyList<ServiceWish> Of(Goal goal) => [.. All(goal).DistinctBy(wish => wish.Host)];

    private static IEnumerable<ServiceWish> All(Goal goal) => goal switch
    {
        DrainGoal { DisablesFirst: true } drain => drain.Hosts.Select(host => new ServiceWish(host, drain.DisabledReason, drain.EnablesAfter)),
        EvacuateGoal { DisablesFirst: true } evacuate => evacuate.Hosts.Select(host => new ServiceWish(host, evacuate.DisabledReason, false)),
        GoalList list => list.Goals.SelectMany(All),
        _ => [],
    };
}
