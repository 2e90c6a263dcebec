namespace Rebalancer.Rules.Instances;

/// <summary>A lock stops everybody but an administrator, so it is only mentioned.</summary>
/// <remarks>Source: <c>check_instance_lock</c> of <c>nova.compute.api</c>; an evacuation does not look at the lock.</remarks>
internal sealed class LockRule : ILastingRule
{
    /// <inheritdoc/>
    public void Check(in LastingMove move, ref VerdictBuilder verdict)
    {
        if (move.Instance.IsLocked && move.Kind != MoveKind.Evacuate)
        {
            verdict.Assume("assumed.administrator", "The instance is locked; an administrator moves it, whom the lock does not stop.");
        }
    }
}
