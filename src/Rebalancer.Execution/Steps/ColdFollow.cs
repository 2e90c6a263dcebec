using Rebalancer.Execution.Cloud;
using Rebalancer.Execution.Journals;
using Rebalancer.Execution.Runs;
using Rebalancer.Model;
using Rebalancer.Plans;

namespace Rebalancer.Execution.Steps;

/// <summary>A cold migration: done when it rests in VERIFY_RESIZE on the planned host, reverted when the instance is not well there.</summary>
internal sealed class ColdFollow(StepContext context, MoveStep move) : IMoveFollow
{
    private DateTimeOffset? ended;

    public async Task<Attempt?> LookAsync(InstanceReading instance, MigrationReading migration, SentCommand sent, CancellationToken cancellation)
    {
        context.Observe(migration.Status);
        if (context.History.Sent.ContainsKey("revertResize"))
        {
            return await RevertAsync(migration, cancellation);
        }

        // Nova may confirm by itself after a while (resize_confirm_window).
        bool isOver = migration.Status is "finished" or "confirming" or "confirmed";
        if (!isOver)
        {
            return null;
        }

        ended ??= context.Now;
        if (instance.TaskState is not null || instance.Host != move.Destination || (migration.Status == "finished" && instance.VmState != VmState.Resized))
        {
            return context.Now - ended.Value < context.Options.Patience ? null
                : Attempt.Final(FailureCause.NeedsOperator, $"migration {migration.Id} is {migration.Status}, but instance {move.Instance} is {instance.VmState} on {instance.Host?.Value ?? "no host"} with task {instance.TaskState ?? "none"}", sent.RequestId);
        }

        return await new AfterMove(context, move).AskAsync(instance, cancellation) is null
            ? Attempt.Done(requestId: sent.RequestId)
            : await RevertAsync(migration, cancellation);
    }

    private async Task<Attempt?> RevertAsync(MigrationReading migration, CancellationToken cancellation)
    {
        RevertCommand command = new(move.Instance);
        if (await new ResizeEnd(context, command, migration.Id).RunAsync(cancellation) is { } trouble)
        {
            return new Attempt(trouble, AfterAttempt.TheEnd);
        }

        return Attempt.Final(FailureCause.Unwell, "the instance was not well on its destination and is back where it was");
    }
}
