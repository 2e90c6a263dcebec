using Rebalancer.Execution.Runs;

namespace Rebalancer.Execution.Steps;

/// <summary>One step under way, from wherever the journal says it is to its end.</summary>
internal interface IStepRun
{
    /// <returns>How it ended, or <c>null</c> where the run is put aside before its end.</returns>
    Task<StepEnd?> RunAsync(CancellationToken cancellation);
}
