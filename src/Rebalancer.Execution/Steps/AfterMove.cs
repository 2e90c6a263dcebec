using Rebalancer.Execution.Cloud;
using Rebalancer.Plans;

namespace Rebalancer.Execution.Steps;

/// <summary>Asks whoever can tell whether an instance is well after its move; if not, nothing new is started.</summary>
internal sealed class AfterMove(StepContext context, MoveStep move)
{
    /// <returns>What is wrong, or <c>null</c>.</returns>
    public async Task<string?> AskAsync(InstanceReading instance, CancellationToken cancellation)
    {
        if (context.Options.AfterMove is not { } ask)
        {
            return null;
        }

        context.Observe("looking whether the instance is well");
        WellBeing answer = await ask(move, instance, cancellation);
        if (answer.IsWell)
        {
            return null;
        }

        context.Stop($"instance {move.Instance} is not well after its move: {answer.Message}");
        return answer.Message;
    }
}
