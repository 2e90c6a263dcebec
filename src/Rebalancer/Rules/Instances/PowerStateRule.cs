using Rebalancer.Model;

namespace Rebalancer.Rules.Instances;

/// <summary>A live move needs a guest that runs or is paused, whatever the database says of the instance.</summary>
/// <remarks>Source: <c>LiveMigrationTask._check_instance_is_active</c>.</remarks>
internal sealed class PowerStateRule : ILastingRule
{
    /// <inheritdoc/>
    public void Check(in LastingMove move, ref VerdictBuilder verdict)
    {
        PowerState power = move.Instance.PowerState;
        if (move.IsLive && power is not (PowerState.Running or PowerState.Paused))
        {
            verdict.Refuse(
                "nova.power-state",
                $"The guest is {power.ToString().ToLowerInvariant()}; a live move needs it running or paused.",
                "Start the guest, or move the instance cold.",
                new ComparedFact("power_state", "running or paused", power.ToString().ToLowerInvariant()));
        }
    }
}
