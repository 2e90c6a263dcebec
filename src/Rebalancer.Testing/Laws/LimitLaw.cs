using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;

namespace Rebalancer.Testing.Laws;

/// <summary>Holds a plan against the limits of its goal.</summary>
internal static class LimitLaw
{
    /// <summary>One line per limit that is not kept.</summary>
    public static IEnumerable<string> Broken(Cluster cluster, Plan plan)
    {
        MoveStep[] moves = [.. plan.Steps.OfType<MoveStep>()];
        if (moves.FirstOrDefault(move => cluster.IndexOf(move.Instance) < 0 || cluster.IndexOf(move.Source) < 0 || cluster.IndexOf(move.Destination) < 0) is { } strange)
        {
            return [$"Step {strange.Id} names an instance or a host that the cloud does not have."];
        }

        return OfAll(cluster, plan, moves).Concat(moves.SelectMany(move => OfOne(cluster, plan.Goal, move)));
    }

    /// <summary>The hosts that a goal empties or sorts, which give instances even when they are to be left alone otherwise.</summary>
    private static IEnumerable<HostName> HostsOf(Goal goal) => goal switch
    {
        DrainGoal drain => drain.Hosts,
        EvacuateGoal evacuate => evacuate.Hosts,
        WaveGoal waves => waves.Hosts,
        GoalList list => list.Goals.SelectMany(HostsOf),
        _ => [],
    };

    private static IEnumerable<string> OfAll(Cluster cluster, Plan plan, MoveStep[] moves)
    {
        PlanLimits limits = plan.Goal.Limits;
        if (moves.Length > limits.MaxMoves)
        {
            yield return $"{moves.Length} moves, at most {limits.MaxMoves} allowed.";
        }

        long bytes = moves.Sum(move => MoveEstimate.Of(
            cluster, cluster.IndexOf(move.Instance), cluster.IndexOf(move.Source), cluster.IndexOf(move.Destination), move.Kind).Bytes);
        if (limits.MaxGiB is { } most && bytes > most << 30)
        {
            yield return $"{bytes} bytes over the wire, at most {most} GiB allowed.";
        }

        // From one wave to the next an instance may have to go on.
        int detours = plan.Goal is WaveGoal ? 0 : moves.GroupBy(move => move.Instance).Count(same => same.Count() > 1);
        if (detours > limits.MaxDetours)
        {
            yield return $"{detours} instances are moved twice, at most {limits.MaxDetours} allowed.";
        }

        if (limits.Window is { } window)
        {
            TimeSpan last = plan.Steps.Zip(PlanSchedule.Of(cluster, limits, plan.Steps).Steps).Where(pair => pair.First is MoveStep or ConfirmStep)
                .Select(pair => pair.Second.End).DefaultIfEmpty().Max();
            if (last > window)
            {
                yield return $"The last move ends after {last}, at most {window} allowed.";
            }
        }
    }

    private static IEnumerable<string> OfOne(Cluster cluster, Goal goal, MoveStep move)
    {
        PlanLimits limits = goal.Limits;
        if (!limits.Kinds.Contains(move.Kind))
        {
            yield return $"Step {move.Id} is a move of kind {move.Kind}, which is not allowed.";
        }

        if (limits.InstancesLeftAlone.Contains(move.Instance))
        {
            yield return $"Step {move.Id} moves {move.Instance}, which is to be left alone.";
        }

        if (limits.HostsLeftAlone.Contains(move.Destination))
        {
            yield return $"Step {move.Id} goes to {move.Destination}, which is to be left alone.";
        }

        if (limits.HostsLeftAlone.Contains(move.Source) && !HostsOf(goal).Contains(move.Source))
        {
            yield return $"Step {move.Id} leaves {move.Source}, which is to be left alone.";
        }

        Fact<OwnerPolicy> owner = cluster.Instances[cluster.IndexOf(move.Instance)].Policy;
        if (owner.IsKnown && owner.Value.NotBefore is { } moment && !(limits.StartsAt >= moment))
        {
            yield return $"Step {move.Id} moves {move.Instance}, whose owner allows none before {moment:O}.";
        }
    }
}
