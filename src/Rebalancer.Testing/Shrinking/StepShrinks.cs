using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Testing.Shrinking;

/// <summary>Makes plans smaller and keeps them well formed.</summary>
internal static class StepShrinks
{
    /// <summary>The steps with one step or one edge less.</summary>
    public static IEnumerable<ImmutableArray<PlanStep>> Of(Cluster cluster, ImmutableArray<PlanStep> steps)
    {
        foreach (PlanStep step in steps)
        {
            yield return Fitting(cluster, steps.Remove(step));
        }

        foreach (PlanStep step in steps)
        {
            foreach (int edge in step.After)
            {
                ImmutableArray<PlanStep> looser = Fitting(cluster, steps.Replace(step, step with { After = step.After.Remove(edge) }));
                if (looser.Length == steps.Length && looser.Sum(one => one.After.Length) < steps.Sum(one => one.After.Length))
                {
                    yield return looser;
                }
            }
        }
    }

    /// <summary>The steps without those that are not well formed, edges that are demanded put back.</summary>
    public static ImmutableArray<PlanStep> Fitting(Cluster cluster, ImmutableArray<PlanStep> steps)
    {
        Dictionary<int, PlanStep> kept = [];
        Dictionary<InstanceId, HostName> hosts = cluster.Instances.ToDictionary(instance => instance.Id, instance => instance.Host);
        Dictionary<InstanceId, int> released = [];
        List<PlanStep> result = [];
        foreach (PlanStep step in steps)
        {
            int? demanded = null;
            bool fits = step switch
            {
                DisableStep disable => cluster.IndexOf(disable.Host) >= 0,
                EnableStep enable => cluster.IndexOf(enable.Host) >= 0,
                MaintainStep maintain => maintain.Hosts.All(host => cluster.IndexOf(host) >= 0),
                WaitStep wait => cluster.MovesInFlight.Any(move => move.MigrationId == wait.MigrationId),
                ConfirmStep confirm => (demanded = confirm.Move) is { } move && kept.ContainsKey(move),
                MoveStep move => StartsWhereItIs(cluster, move, hosts, released, out demanded),
                _ => false,
            };
            if (!fits)
            {
                continue;
            }

            IEnumerable<int> edges = step.After.Where(kept.ContainsKey);
            PlanStep whole = step with { After = [.. (demanded is { } edge ? edges.Append(edge) : edges).Distinct().Order()] };
            kept.Add(step.Id, whole);
            result.Add(whole);
            Follow(whole, hosts, released);
        }

        return [.. result];
    }

    private static bool StartsWhereItIs(
        Cluster cluster, MoveStep move, Dictionary<InstanceId, HostName> hosts, Dictionary<InstanceId, int> released, out int? demanded)
    {
        demanded = released.TryGetValue(move.Instance, out int release) ? release : null;
        return hosts.TryGetValue(move.Instance, out HostName host) && host == move.Source && release >= 0 && cluster.IndexOf(move.Destination) >= 0;
    }

    /// <summary>Notes where an instance is and which step released it there; -1 while nothing has.</summary>
    private static void Follow(PlanStep step, Dictionary<InstanceId, HostName> hosts, Dictionary<InstanceId, int> released)
    {
        if (step is MoveStep move)
        {
            hosts[move.Instance] = move.Destination;
            released[move.Instance] = move.Kind is MoveKind.Live or MoveKind.BlockLive ? move.Id : -1;
        }
        else if (step is ConfirmStep confirm)
        {
            released[confirm.Instance] = confirm.Id;
        }
    }
}
