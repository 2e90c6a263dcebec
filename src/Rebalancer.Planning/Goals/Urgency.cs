using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Planning.Compilation;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Goals;

/// <summary>The order in which a failing host is left: what matters most first, then live before cold.</summary>
internal sealed class Urgency
{
    private const double ColdLater = 0.5;

    private readonly Dictionary<int, int> ranks = [];
    private readonly HashSet<int> failing;

    private Urgency(Cluster cluster, DrainGoal[] urgent)
    {
        failing = [.. urgent.SelectMany(drain => drain.Hosts).Select(host => cluster.IndexOf(host))];
        foreach (InstanceId instance in urgent.SelectMany(drain => drain.FirstToLeave))
        {
            ranks.TryAdd(cluster.IndexOf(instance), ranks.Count);
        }
    }

    /// <summary>The order that a goal asks for, or <c>null</c> where nothing is urgent.</summary>
    public static Urgency? Of(Cluster cluster, Goal goal)
    {
        DrainGoal[] urgent = [.. (goal is GoalList list ? list.Goals : [goal]).OfType<DrainGoal>().Where(drain => drain.IsUrgent)];
        return urgent.Length == 0 ? null : new Urgency(cluster, urgent);
    }

    /// <summary>The less, the sooner; moves that leave no failing host come last.</summary>
    public double KeyOf(Hop move)
    {
        if (!failing.Contains(move.Source))
        {
            return ranks.Count + 1;
        }

        return ranks.GetValueOrDefault(move.Instance, ranks.Count) + (move.Kind is MoveKind.Live or MoveKind.BlockLive ? 0 : ColdLater);
    }
}
