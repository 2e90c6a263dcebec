using System.Collections.Immutable;
using Rebalancer.Execution.Cloud;
using Rebalancer.Execution.Journals;
using Rebalancer.Model;

namespace Rebalancer.Execution.Steps;

/// <summary>The way of every step to the cloud: readings that are asked for again, commands that the journal has before the cloud.</summary>
internal sealed class CloudDoor(IComputeCloud cloud, Journal journal, ExecutionOptions options, TimeProvider time)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <summary>Reads, again and again while the cloud does not tell, for as long as the options say.</summary>
    /// <exception cref="ComputeCloudException">It does not tell.</exception>
    public async Task<T> ReadAsync<T>(Func<IComputeCloud, Task<T>> read, CancellationToken cancellation)
    {
        DateTimeOffset began = time.GetUtcNow();
        for (TimeSpan wait = options.PollInterval; ; wait = wait + wait < LongestWait ? wait + wait : LongestWait)
        {
            try
            {
                return await read(cloud);
            }
            catch (ComputeCloudException exception) when (exception.Hope == ReadingHope.AskAgain && time.GetUtcNow() - began < options.ReadPatience)
            {
                await Task.Delay(wait, time, cancellation);
            }
        }
    }

    /// <summary>What the cloud shows of an instance before it is told to do something.</summary>
    public async Task<Mark> MarkAsync(InstanceId id, CancellationToken cancellation)
    {
        ImmutableArray<ActionReading> actions = await ReadAsync(cloud => cloud.ReadActionsAsync(id, cancellation), cancellation);
        ImmutableArray<MigrationReading> migrations = await ReadAsync(cloud => cloud.ReadMigrationsAsync(id, cancellation), cancellation);
        InstanceReading? instance = await ReadAsync(cloud => cloud.ReadInstanceAsync(id, cancellation), cancellation);
        return new Mark(
            instance?.Host?.Value,
            actions.IsEmpty ? null : actions[0].RequestId,
            migrations.IsEmpty ? null : migrations[0].Id,
            instance?.VmState == VmState.Active);
    }

    /// <summary>The newest of the actions of that name since a mark, or <c>null</c>.</summary>
    public async Task<ActionReading?> ActionSinceAsync(InstanceCommand command, Mark mark, CancellationToken cancellation)
    {
        ImmutableArray<ActionReading> actions = await ReadAsync(cloud => cloud.ReadActionsAsync(command.Instance, cancellation), cancellation);
        return actions.TakeWhile(action => action.RequestId != mark.Action).LastOrDefault(action => action.Name == command.Name);
    }

    /// <summary>Announces a command in the journal, sends it and notes the answer.</summary>
    public async Task<SentCommand> SendAsync(StepHistory step, CloudCommand command, Mark? before, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Append(new JournalRecord { Kind = RecordKinds.Send, Step = step.Step.Id, Command = command.Name, Before = before });

        // From here to the answer nothing may be left half done: a command that was sent is waited for even if the run is to end.
        CallAnswer answer = await cloud.SendAsync(command, CancellationToken.None);
        CommandFate fate = answer.Fate switch
        {
            CallFate.Accepted => CommandFate.Accepted,
            CallFate.Refused => CommandFate.Refused,
            _ => CommandFate.Unknown,
        };
        Append(new JournalRecord
        {
            Kind = RecordKinds.Answer,
            Step = step.Step.Id,
            Command = command.Name,
            Fate = fate.ToString(),
            RequestId = answer.RequestId,
            Message = answer.Message.Length == 0 ? null : answer.Message,
        });
        return step.Sent[command.Name] with { Message = answer.Message };
    }

    /// <summary>
    /// Finds out what became of a command whose answer was lost: it has arrived if the instance has a newer action of that name, and it
    /// has not if there is none once it can no longer be under way.
    /// </summary>
    /// <returns>The command with <see cref="CommandFate.Accepted"/>, or <c>null</c> when it never arrived.</returns>
    public async Task<SentCommand?> SettleAsync(StepHistory step, InstanceCommand command, CancellationToken cancellation)
    {
        SentCommand sent = step.Sent[command.Name];
        DateTimeOffset end = sent.At + options.RequestTimeout;
        while (true)
        {
            // The last look comes after the end, never before: the command may arrive up to it.
            bool isLast = time.GetUtcNow() >= end;
            if (await ActionSinceAsync(command, sent.Before!, cancellation) is { } action)
            {
                Append(Known(step, command, CommandFate.Accepted) with { RequestId = action.RequestId });
                return step.Sent[command.Name];
            }

            if (isLast)
            {
                Append(Known(step, command, CommandFate.NotArrived));
                return null;
            }

            await Task.Delay(options.PollInterval, time, cancellation);
        }
    }

    /// <summary>Writes to the journal.</summary>
    public void Append(JournalRecord record) => journal.Append(record with { At = time.GetUtcNow() });

    private static JournalRecord Known(StepHistory step, CloudCommand command, CommandFate fate) =>
        new() { Kind = RecordKinds.Answer, Step = step.Step.Id, Command = command.Name, Fate = fate.ToString() };
}
