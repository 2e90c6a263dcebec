using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Tests.Drain;

/// <summary>Plans made wrong by one change each, from a plan that a planner made.</summary>
internal static class Mutations
{
    /// <summary>Without a move, or its confirm step, that makes room for one that waits for it; nobody waits for it any more.</summary>
    public static IEnumerable<Plan> WithoutAStepThatMakesRoom(Plan plan)
    {
        foreach (MoveStep move in plan.Steps.OfType<MoveStep>())
        {
            PlanStep? confirm = plan.Steps.OfType<ConfirmStep>().FirstOrDefault(step => step.Move == move.Id);
            int release = confirm?.Id ?? move.Id;
            if (plan.Steps.OfType<MoveStep>().Any(waiting => waiting.Destination == move.Source && waiting.After.Contains(release)))
            {
                yield return Without(plan, confirm is null ? [move.Id] : [move.Id, confirm.Id]);
            }
        }
    }

    /// <summary>Without a confirm step whose release somebody who comes there waits for; they wait for the end of the cold move instead.</summary>
    public static IEnumerable<Plan> WithoutAConfirmThatIsWaitedFor(Plan plan)
    {
        foreach (ConfirmStep confirm in plan.Steps.OfType<ConfirmStep>())
        {
            HostName freed = plan.Steps.OfType<MoveStep>().Single(step => step.Id == confirm.Move).Source;
            if (plan.Steps.OfType<MoveStep>().Any(step => step.Destination == freed && step.After.Contains(confirm.Id)))
            {
                yield return plan with
                {
                    Steps = [.. plan.Steps.Where(step => step != confirm).Select(step => step.After.Contains(confirm.Id)
                        ? step with { After = [.. step.After.Remove(confirm.Id).Add(confirm.Move).Distinct().Order()] }
                        : step)],
                };
            }
        }
    }

    /// <summary>Without one dependency of one move on another or on a confirm step, or of a confirm step on its move.</summary>
    public static IEnumerable<Plan> WithoutADependency(Plan plan)
    {
        HashSet<int> services = [.. plan.Steps.Where(step => step is DisableStep or EnableStep).Select(step => step.Id)];
        foreach (PlanStep step in plan.Steps.Where(step => step is MoveStep or ConfirmStep))
        {
            foreach (int needed in step.After.Where(id => !services.Contains(id)))
            {
                yield return plan with { Steps = plan.Steps.Replace(step, step with { After = step.After.Remove(needed) }) };
            }
        }
    }

    /// <summary>With a destination that refuses the move however the plan runs: by a lasting rule, or for lack of room where nobody leaves.</summary>
    public static IEnumerable<Plan> WithADestinationThatCannotHoldIt(Cluster cluster, Plan plan)
    {
        PlanState start = PlanState.Of(cluster);
        foreach (MoveStep move in plan.Steps.OfType<MoveStep>())
        {
            int instance = cluster.IndexOf(move.Instance);
            for (int host = 0; host < cluster.Hosts.Length; host++)
            {
                HostName name = cluster.Hosts[host].Name;
                bool nobodyLeaves = plan.Steps.OfType<MoveStep>().All(other => other.Source != name);
                bool isFull = nobodyLeaves && MigrationRules.Check(start, instance, host, move.Kind, plan.Profile).Refusals.Any(refusal => refusal.Code == "placement.capacity");
                bool isBarred = !MigrationRules.CheckLasting(cluster, instance, cluster.IndexOf(move.Source), host, move.Kind, plan.Profile).IsAllowed;
                if (name != move.Source && (isFull || isBarred))
                {
                    yield return plan with { Steps = plan.Steps.Replace(move, move with { Destination = name }) };
                }
            }
        }
    }

    /// <summary>With the service of a destination disabled by a step that the arrival comes after, or that nothing orders against it.</summary>
    public static IEnumerable<Plan> WithADisableBeforeAnArrival(Plan plan)
    {
        int id = plan.Steps.Max(step => step.Id) + 1;
        foreach (MoveStep move in plan.Steps.OfType<MoveStep>())
        {
            DisableStep disable = new(move.Destination, "too early") { Id = id };
            yield return plan with { Steps = plan.Steps.Add(disable) };
            yield return plan with { Steps = plan.Steps.Replace(move, move with { After = move.After.Add(id) }).Insert(0, disable) };
        }
    }

    /// <summary>With a second move of an instance that nothing orders against its first.</summary>
    public static IEnumerable<Plan> WithASecondMoveAtAnyTime(Cluster cluster, Plan plan)
    {
        int id = plan.Steps.Max(step => step.Id) + 1;
        foreach (MoveStep move in plan.Steps.OfType<MoveStep>())
        {
            foreach (Host host in cluster.Hosts.Where(host => host.Name != move.Destination))
            {
                yield return plan with { Steps = plan.Steps.Add(new MoveStep(move.Instance, move.Destination, host.Name, move.Kind) { Id = id }) };
                yield return plan with { Steps = plan.Steps.Add(new MoveStep(move.Instance, move.Source, host.Name, move.Kind) { Id = id }) };
            }
        }
    }

    private static Plan Without(Plan plan, ImmutableArray<int> dropped) => plan with
    {
        Steps = [.. plan.Steps.Where(step => !dropped.Contains(step.Id)).Select(step => step with { After = [.. step.After.Where(id => !dropped.Contains(id))] })],
    };
}
