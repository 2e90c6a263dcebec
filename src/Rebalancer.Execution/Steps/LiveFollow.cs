using Rebalancer.Execution.Cloud;
using Rebalancer.Execution.Journals;
using Rebalancer.Execution.Runs;
using Rebalancer.Plans;

namespace Rebalancer.Execution.Steps;

/// <summary>A live migration: pushed or aborted when it gets nowhere, done when its source is released.</summary>
internal sealed class LiveFollow(StepContext context, MoveStep move) : IMoveFollow
{
    private readonly StallDetector stall = new(context.Options.StallWindow, Longer(context.Expected * context.Options.TimeLimitFactor, context.Options.LeastTimeLimit));
    private DateTimeOffset? completed;

    public async Task<Attempt?> LookAsync(InstanceReading instance, MigrationReading migration, SentCommand sent, CancellationToken cancellation)
    {
        if (migration.Status == "completed")
        {
            return await CompletedAsync(instance, migration, sent, cancellation);
        }

        // Only what copies can stall: a queued migration waits for its turn.
        bool isCopying = migration.Status.StartsWith("running", StringComparison.Ordinal);
        MigrationProgress? progress = isCopying
            ? await context.Door.ReadAsync(cloud => cloud.ReadProgressAsync(move.Instance, migration, cancellation), cancellation)
            : null;
        context.Observe(migration.Status, progress);
        if (isCopying && stall.Observe(context.Now, progress) is { } reason)
        {
            await PushAsync(migration, reason, cancellation);
        }

        return null;
    }

    private async Task<Attempt?> CompletedAsync(InstanceReading instance, MigrationReading migration, SentCommand sent, CancellationToken cancellation)
    {
        completed ??= context.Now;
        if (instance.TaskState is not null || instance.Host != move.Destination)
        {
            context.Observe(migration.Status);
            return context.Now - completed.Value < context.Options.Patience ? null
                : Attempt.Final(FailureCause.WorldMoved, $"instance {move.Instance} has come to {migration.Destination?.Value ?? "its destination"}, but is now on {instance.Host?.Value ?? "no host"} with task {instance.TaskState ?? "none"}", sent.RequestId);
        }

        if (!await new Release(context).WaitAsync(migration.Id, cancellation))
        {
            return Attempt.Final(FailureCause.NeedsOperator, Release.Leaked(migration.Id, move.Source), sent.RequestId);
        }

        await new AfterMove(context, move).AskAsync(instance, cancellation);
        return Attempt.Done(requestId: sent.RequestId);
    }

    private async Task PushAsync(MigrationReading migration, string reason, CancellationToken cancellation)
    {
        InstanceCommand? command = context.Options.OnStall(move.Instance) switch
        {
            StallAction.Abort => new AbortCommand(move.Instance, migration),
            StallAction.ForceComplete => new ForceCompleteCommand(move.Instance, migration),
            _ => null,
        };
        if (command is not null && context.History.Sent.GetValueOrDefault(command.Name)?.Fate != CommandFate.Accepted)
        {
            context.Observe($"{reason}: {command.Name}");
            SentCommand sent = await context.Door.SendAsync(context.History, command, null, cancellation);
            if (sent.Fate == CommandFate.Refused)
            {
                context.Observe($"{command.Name} was refused: {sent.Message}");
            }
        }

        stall.Restart();
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
