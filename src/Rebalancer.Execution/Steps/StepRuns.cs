using System.Diagnostics;
using Rebalancer.Execution.Cloud;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Execution.Steps;

/// <summary>Who runs a step.</summary>
internal static class StepRuns
{
    /// <summary>The run of the step that a context is about.</summary>
    public static IStepRun Of(StepContext context) => context.History.Step switch
    {
        DisableStep disable => ServiceRun.Of(context, disable),
        EnableStep enable => ServiceRun.Of(context, enable),
        ConfirmStep confirm => new ConfirmRun(context, confirm),
        WaitStep wait => new WaitRun(context, wait),
        MaintainStep maintain => new MaintainRun(context, maintain),
        MoveStep { Kind: MoveKind.Cold } move =>
            new MoveRun(context, move, new ColdMigrateCommand(move.Instance, move.Destination), InFlightKind.Cold, new ColdFollow(context, move)),
        MoveStep { Kind: MoveKind.Evacuate } move =>
            new MoveRun(context, move, new EvacuateCommand(move.Instance, move.Destination), InFlightKind.Evacuation, new EvacuateFollow(context, move)),
        MoveStep move => new MoveRun(context, move, new LiveMigrateCommand(move.Instance, move.Destination), InFlightKind.Live, new LiveFollow(context, move)),
        _ => throw new UnreachableException(),
    };
}
