using Rebalancer.Execution.Cloud;
using Rebalancer.Execution.Journals;
using Rebalancer.Execution.Runs;
using Rebalancer.Model;
using Rebalancer.Plans;

namespace Rebalancer.Execution.Steps;

/// <summary>Disables a compute service, or enables one that the run has disabled. Either may be sent twice without harm.</summary>
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
        for (int sent = 0; ; sent++)
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

            if (sent > context.Options.MaxAttempts)
            {
                return StepEnd.Failed(FailureCause.Refused, why.Length > 0 ? why : $"the compute service of {host} does not change");
            }

            SentCommand answer = await context.Door.SendAsync(context.History, command, null, cancellation);
            why = answer.Message;
            if (answer.Fate != CommandFate.Accepted)
            {
                await Task.Delay(context.Options.RetryDelay, context.Time, cancellation);
            }
        }
    }
}
