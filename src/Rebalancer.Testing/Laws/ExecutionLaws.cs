using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Rebalancer.Execution.Cloud;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Testing.Laws;

/// <summary>What an executor of anybody's must obey. Each law looks at a run that has ended, and throws where it does not hold.</summary>
public static class ExecutionLaws
{
    /// <summary>Every instance is where the plan ends with it. Holds on a bad line too, but not where migrations fail or others interfere.</summary>
    /// <exception cref="LawViolationException">It does not hold.</exception>
    public static void EveryInstanceEndsWhereThePlanSays(ExecutedRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        ImmutableSortedDictionary<InstanceId, HostName> places = run.Plan.Steps.OfType<MoveStep>().Aggregate(
            run.Cluster.Instances.ToImmutableSortedDictionary(instance => instance.Id, instance => instance.Host),
            (all, move) => all.SetItem(move.Instance, move.Destination));
        HoldFor(run, places.Where(pair => !run.Cloud.Placement.TryGetValue(pair.Key, out HostName there) || there != pair.Value)
            .Select(pair => $"{pair.Key} should be on {pair.Value}; it is {(run.Cloud.Placement.TryGetValue(pair.Key, out HostName there) ? $"on {there}" : "gone")}."));
    }

    /// <summary>No instance is in two places, and Placement holds what the instances hold. Holds whatever goes wrong.</summary>
    /// <exception cref="LawViolationException">It does not hold.</exception>
    public static void NothingIsLost(ExecutedRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        HoldFor(run, run.Cloud.Audit());
    }

    /// <summary>No move was sent before its destination could take it. Holds unless others interfere.</summary>
    /// <exception cref="LawViolationException">It does not hold.</exception>
    public static void NoArrivalIsRefused(ExecutedRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        HoldFor(run, run.Cloud.SchedulerRefusals == 0 ? [] : [$"The scheduler refused {run.Cloud.SchedulerRefusals} moves."]);
    }

    /// <summary>The cloud took no move and no confirmation more often than the plan has it. Holds on a bad line too, but not where migrations fail.</summary>
    /// <exception cref="LawViolationException">It does not hold.</exception>
    public static void NothingIsDoneTwice(ExecutedRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        HoldFor(run, from call in run.Cloud.Calls
                     where call.Answer.Fate == CallFate.Accepted && call.Command is LiveMigrateCommand or ColdMigrateCommand or ConfirmCommand
                     group call by call.Command into same
                     let planned = run.Plan.Steps.Count(step => IsFor(step, same.Key))
                     where same.Count() > planned
                     select $"{same.Key} was taken {same.Count()} times, planned {planned} times.");
    }

    /// <summary>All laws that hold without faults and on a bad line, one after the other.</summary>
    /// <exception cref="LawViolationException">The first that does not hold.</exception>
    public static void All(ExecutedRun run)
    {
        NoArrivalIsRefused(run);
        NothingIsDoneTwice(run);
        EveryInstanceEndsWhereThePlanSays(run);
        NothingIsLost(run);
    }

    private static bool IsFor(PlanStep step, CloudCommand command) => command switch
    {
        LiveMigrateCommand live => step is MoveStep { Kind: not MoveKind.Cold } move && move.Instance == live.Instance && move.Destination == live.Destination,
        ColdMigrateCommand cold => step is MoveStep { Kind: MoveKind.Cold } move && move.Instance == cold.Instance && move.Destination == cold.Destination,
        ConfirmCommand confirm => step is ConfirmStep confirmed && confirmed.Instance == confirm.Instance,
        _ => false,
    };

    private static void HoldFor(ExecutedRun run, IEnumerable<string> broken, [CallerMemberName] string law = "")
    {
        string[] all = [.. broken];
        if (all.Length > 0)
        {
            IEnumerable<string> calls = run.Cloud.Calls.Select(call => $"  {call.At:HH:mm:ss} {call.Command}: {call.Answer.Fate} {call.Answer.Message}".TrimEnd());
            throw new LawViolationException(law, string.Join('\n', [.. all, "commands that arrived:", .. calls]), run.Cluster, run.Plan.Goal, run.Plan);
        }
    }
}
