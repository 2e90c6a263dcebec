using System.Collections.Immutable;
using Rebalancer.Execution.Cloud;
using Rebalancer.Execution.Journals;
using Rebalancer.Execution.Runs;
using Rebalancer.Model;
using Rebalancer.Plans;

namespace Rebalancer.Execution.Steps;

/// <summary>A move, whatever its kind: checks, sends, follows, and tries again where that may help.</summary>
/// <param name="context">What the step needs.</param>
/// <param name="move">The step.</param>
/// <param name="command">What begins it.</param>
/// <param name="kind">The kind of migration that the command makes.</param>
/// <param name="follow">Looks at the migration, or at an instance that has none yet; <c>null</c> while there is nothing to say.</param>
internal sealed class MoveRun(StepContext context, MoveStep move, InstanceCommand command, InFlightKind kind, IMoveFollow follow) : IStepRun
{
    private StepHistory History => context.History;

    public async Task<StepEnd?> RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Attempt attempt = await TryAsync(cancellation);
            if (attempt.Next == AfterAttempt.TheEnd)
            {
                return attempt.End;
            }

            if (attempt.Next == AfterAttempt.SendAgain)
            {
                continue;
            }

            context.Door.Append(new JournalRecord
            {
                Kind = RecordKinds.Miss,
                Step = move.Id,
                Cause = attempt.End.Cause?.ToString(),
                RequestId = attempt.End.RequestId,
                Message = attempt.End.Message,
            });
            if (History.Misses >= context.Options.MaxAttempts)
            {
                return attempt.End;
            }

            TimeSpan wait = context.Options.RetryDelay * (1 << (History.Misses - 1));
            if (attempt.End.Cause == FailureCause.CouldNot && wait < context.Options.SchedulerSync && new MoveChecks(context, move).HasStrictGroup)
            {
                // Somebody else may have moved a member, and the scheduler may not have noticed yet.
                wait = context.Options.SchedulerSync;
            }

            context.Tell(new StepRetried(context.Now, move, attempt.End.Message, wait));
            await Task.Delay(wait, context.Time, cancellation);
        }
    }

    private async Task<Attempt> TryAsync(CancellationToken cancellation)
    {
        if (!History.Sent.TryGetValue(command.Name, out SentCommand? sent))
        {
            // A resume may find a step whose last try was missed just before the program ended.
            if (History.Misses >= context.Options.MaxAttempts)
            {
                return Attempt.Final(History.LastCause ?? FailureCause.CouldNot, "every try came to nothing");
            }

            // The mark comes before the checks: whatever somebody else begins after it is seen by one of them.
            Mark mark = await context.Door.MarkAsync(move.Instance, cancellation);
            if (await new MoveChecks(context, move).RunAsync(cancellation) is { } obstacle)
            {
                return obstacle;
            }

            sent = await context.Door.SendAsync(History, command, mark, cancellation);
        }

        switch (sent.Fate)
        {
            case CommandFate.Refused:
                return Attempt.Missed(FailureCause.Refused, sent.Message.Length > 0 ? sent.Message : "the cloud refused the command", sent.RequestId);
            case null or CommandFate.Unknown:
                if (await context.Door.SettleAsync(History, command, cancellation) is not { } settled)
                {
                    return Attempt.NotArrived;
                }

                sent = settled;
                break;
        }

        return await FollowAsync(sent, cancellation);
    }

    private async Task<Attempt> FollowAsync(SentCommand sent, CancellationToken cancellation)
    {
        DateTimeOffset began = context.Now;
        DateTimeOffset? ended = null;
        while (true)
        {
            MigrationReading? migration = await MigrationAsync(sent.Before!, cancellation);
            InstanceReading? instance = await context.Door.ReadAsync(cloud => cloud.ReadInstanceAsync(move.Instance, cancellation), cancellation);
            if (instance is null)
            {
                return await AfterLossAsync(sent, cancellation);
            }

            Attempt? end = migration is null ? await WithoutMigrationAsync(instance, sent, began, cancellation)
                : MigrationStatus.IsBadEnd(migration.Status) ? await AfterBadEndAsync(instance, migration, sent, ended ??= context.Now, cancellation)
                : await follow.LookAsync(instance, migration, sent, cancellation);
            if (end is { } known)
            {
                return known;
            }

            await context.WaitAsync(cancellation);
        }
    }

    /// <summary>
    /// Somebody has deleted the instance while it moved. Nova's deletion takes away what the instance holds, but not what its migration holds
    /// on the source (ComputeManager._complete_deletion); a migration that dies with its instance may hold that for ever. It is known from the
    /// journal: Nova lists no migrations of an instance that is gone.
    /// </summary>
    private async Task<Attempt> AfterLossAsync(SentCommand sent, CancellationToken cancellation) =>
        History.Migration is not { } migration || await new Release(context).WaitAsync(migration, cancellation)
            ? Attempt.Gone
            : Attempt.Final(FailureCause.NeedsOperator, $"instance {move.Instance} is gone; {Release.Leaked(migration, move.Source)}", sent.RequestId);

    /// <summary>The migration that the command began: the first of its kind that is newer than the mark.</summary>
    private async Task<MigrationReading?> MigrationAsync(Mark mark, CancellationToken cancellation)
    {
        ImmutableArray<MigrationReading> migrations = await context.Door.ReadAsync(cloud => cloud.ReadMigrationsAsync(move.Instance, cancellation), cancellation);
        MigrationReading? found = History.Migration is { } known
            ? migrations.FirstOrDefault(migration => migration.Id == known)
            : migrations.TakeWhile(migration => migration.Id != mark.Migration).LastOrDefault(migration => migration.Kind == kind);
        if (found is not null && History.Migration is null)
        {
            context.Door.Append(new JournalRecord { Kind = RecordKinds.Follow, Step = move.Id, Migration = found.Id });
        }

        return found;
    }

    /// <summary>An accepted command without a migration: it comes a moment later, or the command has failed before there was one.</summary>
    private async Task<Attempt?> WithoutMigrationAsync(InstanceReading instance, SentCommand sent, DateTimeOffset began, CancellationToken cancellation)
    {
        context.Observe("accepted");
        if (instance.TaskState is not null)
        {
            return null;
        }

        ActionReading? action = await context.Door.ActionSinceAsync(command, sent.Before!, cancellation);
        bool isLate = context.Now - began >= context.Options.Patience;
        return action is { HasFailed: true } || isLate ? await MissedAsync(instance, FailureCause.CouldNot, sent, cancellation) : null;
    }

    private async Task<Attempt?> AfterBadEndAsync(
        InstanceReading instance, MigrationReading migration, SentCommand sent, DateTimeOffset ended, CancellationToken cancellation)
    {
        context.Observe(migration.Status);
        if (instance.TaskState is { } task)
        {
            return context.Now - ended >= context.Options.Patience
                ? Attempt.Final(FailureCause.NeedsOperator, $"migration {migration.Id} has ended as {migration.Status}, but the instance's task is still {task}", sent.RequestId)
                : null;
        }

        FailureCause cause = migration.Status is not ("cancelled" or "reverted") ? FailureCause.CouldNot
            : History.Sent.ContainsKey("revertResize") ? FailureCause.Unwell
            : History.Sent.ContainsKey("live_migration_cancel") ? FailureCause.Stalled
            : FailureCause.Cancelled;
        return await MissedAsync(instance, cause, sent, cancellation);
    }

    private async Task<Attempt> MissedAsync(InstanceReading instance, FailureCause cause, SentCommand sent, CancellationToken cancellation)
    {
        string? text = sent.RequestId is null ? null
            : await context.Door.ReadAsync(cloud => cloud.ReadFailureAsync(move.Instance, sent.RequestId, cancellation), cancellation);
        text ??= instance.Fault ?? cause switch
        {
            FailureCause.Stalled => "it did not come to an end and was aborted",
            FailureCause.Cancelled => "somebody else has aborted or reverted it",
            FailureCause.Unwell => "the instance was not well on its destination and is back where it was",
            _ => "the cloud does not say why it failed",
        };
        return instance.VmState == VmState.Error && move.Kind != Rules.MoveKind.Evacuate
            ? Attempt.Final(FailureCause.NeedsOperator, $"instance {move.Instance} is in error: {text}", sent.RequestId)
            : instance.Host != move.Source
            ? Attempt.Final(FailureCause.NeedsOperator, $"the move failed and instance {move.Instance} is on {instance.Host?.Value ?? "no host"}: {text}", sent.RequestId)
            : cause is FailureCause.Cancelled or FailureCause.Unwell
            ? Attempt.Final(cause, text, sent.RequestId)
            : Attempt.Missed(cause, text, sent.RequestId);
    }
}

/// <summary>Looks at a migration that is under way or has ended well.</summary>
internal interface IMoveFollow
{
    /// <returns>How the try ends, or <c>null</c> while it goes on.</returns>
    Task<Attempt?> LookAsync(InstanceReading instance, MigrationReading migration, SentCommand sent, CancellationToken cancellation);
}
