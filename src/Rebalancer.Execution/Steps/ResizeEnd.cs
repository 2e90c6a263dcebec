using System.Collections.Immutable;
using Rebalancer.Execution.Cloud;
using Rebalancer.Execution.Journals;
using Rebalancer.Execution.Runs;
using Rebalancer.Model;

namespace Rebalancer.Execution.Steps;

/// <summary>Confirms or reverts a cold migration and waits until one of its two hosts is released.</summary>
/// <param name="context">What the step needs.</param>
/// <param name="command">Confirm or revert.</param>
/// <param name="migrationId">The migration; <c>null</c> where the run has not begun any, the instance having been there already.</param>
internal sealed class ResizeEnd(StepContext context, InstanceCommand command, string? migrationId)
{
    private readonly string wanted = command is ConfirmCommand ? "confirmed" : "reverted";
    private int misses;
    private DateTimeOffset? quietSince;

    /// <returns>What went wrong, or <c>null</c>.</returns>
    public async Task<StepEnd?> RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            InstanceReading? instance = await context.Door.ReadAsync(cloud => cloud.ReadInstanceAsync(command.Instance, cancellation), cancellation);
            if (instance is null)
            {
                return StepEnd.Dropped;
            }

            if (migrationId is null && instance.VmState != VmState.Resized)
            {
                return null;
            }

            if (await MigrationAsync(cancellation) is not { } migration)
            {
                return StepEnd.Failed(FailureCause.NeedsOperator, $"instance {command.Instance} has no migration that could be {wanted}");
            }

            context.Observe(migration.Status);
            if (migration.Status == wanted && instance is { TaskState: null, VmState: not VmState.Resized })
            {
                return await new Release(context).WaitAsync(migration.Id, cancellation)
                    ? null
                    : StepEnd.Failed(FailureCause.NeedsOperator, Release.Leaked(migration.Id, migration.Source));
            }

            if (instance.VmState == VmState.Error)
            {
                return StepEnd.Failed(FailureCause.NeedsOperator, $"instance {command.Instance} is in error: {instance.Fault ?? "no fault is told"}");
            }

            if (instance is { TaskState: null, VmState: VmState.Resized } && migration.Status is "finished" or "error")
            {
                if (await SendAsync(cancellation) is { } trouble)
                {
                    return trouble;
                }
            }
            else if (instance.TaskState is null && migration.Status != wanted && MigrationStatus.IsOver(migration.Status))
            {
                return StepEnd.Failed(FailureCause.WorldMoved, $"the latest migration of instance {command.Instance} is {migration.Status}, not {wanted}");
            }

            quietSince = instance.TaskState is null ? quietSince ?? context.Now : null;
            if (quietSince is { } since && context.Now - since >= context.Options.Patience)
            {
                return StepEnd.Failed(FailureCause.NeedsOperator, $"the migration of instance {command.Instance} stays {migration.Status}");
            }

            await context.WaitAsync(cancellation);
        }
    }

    private async Task<MigrationReading?> MigrationAsync(CancellationToken cancellation)
    {
        ImmutableArray<MigrationReading> migrations = await context.Door.ReadAsync(cloud => cloud.ReadMigrationsAsync(command.Instance, cancellation), cancellation);
        return migrations.FirstOrDefault(migration =>
            migrationId is null ? migration.Kind is InFlightKind.Cold or InFlightKind.Resize : migration.Id == migrationId);
    }

    /// <summary>Sends the command unless it is under way; asks what became of one whose answer was lost.</summary>
    private async Task<StepEnd?> SendAsync(CancellationToken cancellation)
    {
        if (!context.History.Sent.TryGetValue(command.Name, out SentCommand? sent))
        {
            sent = await context.Door.SendAsync(context.History, command, await context.Door.MarkAsync(command.Instance, cancellation), cancellation);
        }

        if (sent.Fate is null or CommandFate.Unknown)
        {
            await context.Door.SettleAsync(context.History, command, cancellation);
            quietSince = null;
            return null;
        }

        if (sent.Fate == CommandFate.Accepted && !await HasFailedAsync(sent, cancellation))
        {
            return null;
        }

        if (++misses >= context.Options.MaxAttempts)
        {
            string? text = sent.RequestId is null ? null
                : await context.Door.ReadAsync(cloud => cloud.ReadFailureAsync(command.Instance, sent.RequestId, cancellation), cancellation);
            return StepEnd.Failed(FailureCause.NeedsOperator, text ?? sent.Message, sent.RequestId);
        }

        context.Door.Append(new JournalRecord { Kind = RecordKinds.Answer, Step = context.History.Step.Id, Command = command.Name, Fate = nameof(CommandFate.NotArrived) });
        await Task.Delay(context.Options.RetryDelay, context.Time, cancellation);
        return null;
    }

    private async Task<bool> HasFailedAsync(SentCommand sent, CancellationToken cancellation) =>
        await context.Door.ActionSinceAsync(command, sent.Before!, cancellation) is { HasFailed: true };
}
