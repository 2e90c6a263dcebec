using Rebalancer.Model;

namespace Rebalancer.Rules.Instances;

/// <summary>The <c>vm_state</c> must be one that the API moves in this way.</summary>
/// <remarks>Source: <c>check_instance_state</c> of <c>nova.compute.api</c>; rules.md section 1.</remarks>
internal sealed class InstanceStateRule : ILastingRule
{
    /// <inheritdoc/>
    public void Check(in LastingMove move, ref VerdictBuilder verdict)
    {
        VmState state = move.Instance.VmState;
        bool isMovable = move.Kind switch
        {
            MoveKind.Live or MoveKind.BlockLive => state is VmState.Active or VmState.Paused,
            MoveKind.Cold => state is VmState.Active or VmState.Stopped,
            _ => state is VmState.Active or VmState.Stopped or VmState.Error,
        };
        if (!isMovable)
        {
            string needed = move.Kind switch
            {
                MoveKind.Live or MoveKind.BlockLive => "active or paused",
                MoveKind.Cold => "active or stopped",
                _ => "active, stopped or error",
            };
            verdict.Refuse(
                "nova.vm-state",
                $"The instance is {Name(state)}; this kind of move needs {needed}.",
                state == VmState.Resized ? "Confirm or revert the resize first." : $"Bring the instance into one of the states {needed}.",
                new ComparedFact("vm_state", needed, Name(state)));
        }
    }

    private static string Name(VmState state) => state switch
    {
        VmState.SoftDeleted => "soft-deleted",
        VmState.ShelvedOffloaded => "shelved_offloaded",
        _ => state.ToString().ToLowerInvariant(),
    };
}
