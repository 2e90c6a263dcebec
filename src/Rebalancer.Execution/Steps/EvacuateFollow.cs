using Rebalancer.Execution.Cloud;
using Rebalancer.Execution.Journals;
using Rebalancer.Execution.Runs;
using Rebalancer.Model;
using Rebalancer.Plans;

namespace Rebalancer.Execution.Steps;

/// <summary>An evacuation: over once the instance is on its destination; its source is released only when that host comes back.</summary>
internal sealed class EvacuateFollow(StepContext context, MoveStep move) : IMoveFollow
{
    private DateTimeOffset? ended;

    public async Task<Attempt?> LookAsync(InstanceReading instance, MigrationReading migration, SentCommand sent, CancellationToken cancellation)
    {
        context.Observe(migration.Status);
        if (migration.Status is not ("done" or "completed"))
        {
            return null;
        }

        ended ??= context.Now;
        if (instance.TaskState is not null || instance.Host != move.Destination || instance.VmState == VmState.Error)
        {
            return context.Now - ended.Value < context.Options.Patience ? null
                : Attempt.Final(FailureCause.NeedsOperator, $"the evacuation is {migration.Status}, but instance {move.Instance} is {instance.VmState} on {instance.Host?.Value ?? "no host"} with task {instance.TaskState ?? "none"}", sent.RequestId);
        }

        if (context.Options.StartsEvacuated && sent.Before!.WasRunning && instance.VmState == VmState.Stopped)
        {
            await StartAsync(cancellation);
        }

        await new AfterMove(context, move).AskAsync(instance, cancellation);
        return Attempt.Done(requestId: sent.RequestId);
    }

    /// <summary>Starts the guest; that it does not start is told but takes nothing from the move.</summary>
    private async Task StartAsync(CancellationToken cancellation)
    {
        StartCommand command = new(move.Instance);
        if (!context.History.Sent.TryGetValue(command.Name, out SentCommand? sent))
        {
            sent = await context.Door.SendAsync(context.History, command, await context.Door.MarkAsync(move.Instance, cancellation), cancellation);
        }

        if (sent.Fate is null or CommandFate.Unknown && await context.Door.SettleAsync(context.History, command, cancellation) is null)
        {
            sent = await context.Door.SendAsync(context.History, command, await context.Door.MarkAsync(move.Instance, cancellation), cancellation);
        }

        context.Observe(sent.Fate == CommandFate.Refused ? $"could not be started: {sent.Message}" : "started");
    }
}
