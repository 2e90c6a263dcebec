using Rebalancer.Execution.Cloud;
using Rebalancer.Execution.Runs;
using Rebalancer.Plans;

namespace Rebalancer.Execution.Steps;

/// <summary>Confirms a cold migration of the plan.</summary>
internal sealed class ConfirmRun(StepContext context, ConfirmStep step) : IStepRun
{
    public async Task<StepEnd?> RunAsync(CancellationToken cancellation) =>
        await new ResizeEnd(context, new ConfirmCommand(step.Instance), context.Run.Of(step.Move).Migration).RunAsync(cancellation) ?? StepEnd.Done();
}
