using Rebalancer.Execution.Runs;
using Rebalancer.Plans;

namespace Rebalancer.Execution.Steps;

/// <summary>Waits for the operator's word that the work on emptied hosts is done.</summary>
internal sealed class MaintainRun(StepContext context, MaintainStep step) : IStepRun
{
    public async Task<StepEnd?> RunAsync(CancellationToken cancellation)
    {
        string hosts = string.Join(", ", step.Hosts);
        if (context.Options.Maintain is not { } ask)
        {
            context.Stop($"{hosts} can be worked on; resume when that is done");
            return null;
        }

        context.Observe("waiting for the operator's word");
        if (await ask(step, cancellation))
        {
            return StepEnd.Done();
        }

        context.Stop($"the work on {hosts} is not done; resume when it is");
        return null;
    }
}
