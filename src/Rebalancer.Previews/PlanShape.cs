using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Previews;

/// <summary>Whether a plan, perhaps written by hand, hangs together well enough to be shown with times.</summary>
internal static class PlanShape
{
    /// <summary>The first thing that is wrong with it, or <c>null</c>.</summary>
    public static string? ProblemOf(Plan plan, Cluster cluster)
    {
        Dictionary<int, PlanStep> steps = [];
        foreach (PlanStep step in plan.Steps)
        {
            if (!steps.TryAdd(step.Id, step))
            {
                return $"two steps have the number {step.Id}";
            }

            if (UnknownName(step, cluster) is { } name)
            {
                return $"step {step.Id} names {name}, which the cluster does not have";
            }
        }

        foreach (PlanStep step in plan.Steps)
        {
            if (step.After.FirstOrDefault(id => !steps.ContainsKey(id), -1) is >= 0 and var missing)
            {
                return $"step {step.Id} comes after step {missing}, which the plan does not have";
            }

            if (step is ConfirmStep confirm && !(steps.TryGetValue(confirm.Move, out PlanStep? confirmed) && confirmed is MoveStep { Kind: MoveKind.Cold }))
            {
                return $"step {step.Id} confirms step {confirm.Move}, which is no cold move of the plan";
            }
        }

        return Stages.Of(plan.Steps) is null ? "its steps wait for each other in a circle" : null;
    }

    private static string? UnknownName(PlanStep step, Cluster cluster)
    {
        string? Host(HostName host) => cluster.IndexOf(host) < 0 ? $"host {host}" : null;
        string? Instance(InstanceId instance) => cluster.IndexOf(instance) < 0 ? $"instance {instance}" : null;
        return step switch
        {
            DisableStep disable => Host(disable.Host),
            EnableStep enable => Host(enable.Host),
            MoveStep move => Instance(move.Instance) ?? Host(move.Source) ?? Host(move.Destination),
            ConfirmStep confirm => Instance(confirm.Instance),
            WaitStep wait => Instance(wait.Instance),
            MaintainStep maintain => maintain.Hosts.Select(Host).FirstOrDefault(found => found is not null),
            _ => null,
        };
    }
}
