using Rebalancer.Model;

namespace Rebalancer.Rules.Hosts;

/// <summary>The destination's service must be enabled by the time of the move.</summary>
/// <remarks>Source: ComputeFilter, and the trait <c>COMPUTE_STATUS_DISABLED</c> that every request forbids.</remarks>
internal sealed class DestinationEnabledRule : IStateRule
{
    private const string DisabledTrait = "COMPUTE_STATUS_DISABLED";

    /// <inheritdoc/>
    public void Check(in StateMove move, ref VerdictBuilder verdict)
    {
        Host destination = move.Destination;
        if (!move.State.IsEnabled(move.DestinationIndex))
        {
            string because = destination.Service.DisabledReason is { Length: > 0 } reason ? $" ({reason})" : "";
            verdict.Refuse(
                "nova.destination-disabled",
                $"The compute service of {destination.Name} is disabled{because}.",
                "Enable the service.",
                new ComparedFact($"service of {destination.Name}", "enabled", "disabled"));
        }
        else if (destination.Service.IsEnabled && destination.Traits.Contains(DisabledTrait))
        {
            // Nova takes the trait off when it enables a service; one that stayed behind keeps every request away.
            verdict.Refuse(
                "placement.forbidden-trait",
                $"{destination.Name} still has the trait {DisabledTrait} although its service is enabled.",
                "Disable and enable the service once more, which sets the trait right.",
                new ComparedFact($"traits of {destination.Name}", $"not {DisabledTrait}", DisabledTrait));
        }
    }
}
