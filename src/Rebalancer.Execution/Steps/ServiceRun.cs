using Rebalancer.Execution.Cloud;
using Rebalancer.Execution.Journals;
using Rebalancer.Execution.Runs;
using Rebalancer.Model;
using Rebalancer.Plans;

namespace Rebalancer.Execution.Steps;

/// <summary>Disables a compute service, or enables one that the run has disabled.</summary>
/// <remarks>
/// Sent twice it does no harm, but late it does: a disabling that arrives after the host was enabled again. So nothing is sent again, and the
/// step does not end, before a command whose answer was lost has shown itself or cannot arrive any more.
/// </remarks>
internal sealed class ServiceRun(StepContext context, HostName host, CloudCommand command) : IStepRun
{
    /// <summary>Disables a service.</summary>
    public static ServiceRun Of(StepContext context, DisableStep step) => new(context, step.Host, new DisableCommand(step.Host, step.Reason));

    /// <summary>Enables a service.</summary>
    public static ServiceRun Of(StepContext context, EnableStep step) => new(context, step.Host, new EnableCommand(step.Host));

    public async Task<StepEnd?> RunAsync(CancellationToken cancellation)
    {
        bool wanted = command is EnableCommand;
        string why = "";
        int refusals = 0;
        while (true)
        {
            ServiceReading? service = await context.Door.ReadAsync(cloud => cloud.ReadServiceAsync(host, cancellation), cancellation);
            if (service is null)
            {
                return StepEnd.Failed(FailureCause.WorldMoved, $"{host} has no compute service");
            }

            if (service.IsEnabled == wanted)
            {
                return StepEnd.Done(context.History.Sent.Count == 0 ? "it was so already" : "");
            }

            if (wanted && (!context.Run.Disabled.TryGetValue(host, out string? reason) || reason != service.DisabledReason))
            {
                return StepEnd.Done($"left disabled: not this run has disabled it, but somebody with the reason '{service.DisabledReason}'");
            }

            if (context.History.Sent.TryGetValue(command.Name, out SentCommand? sent) && context.Now < LatestArrival(sent))
            {
                await context.WaitAsync(cancellation);
                continue;
            }

            if (refusals >= context.Options.MaxAttempts)
            {
                return StepEnd.Failed(FailureCause.Refused, why);
            }

            sent = await context.Door.SendAsync(context.History, command, null, cancellation);
            if (sent.Fate == CommandFate.Refused)
            {
                refusals++;
                why = sent.Message;
                await Task.Delay(context.Options.RetryDelay, context.Time, cancellation);
            }
        }
    }

    private DateTimeOffset LatestArrival(SentCommand sent) =>
        sent.Fate == CommandFate.Refused ? DateTimeOffset.MinValue : sent.At + context.Options.RequestTimeout + context.Options.PollInterval;
}
