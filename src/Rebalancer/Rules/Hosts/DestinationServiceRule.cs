using Rebalancer.Model;

namespace Rebalancer.Rules.Hosts;

/// <summary>The destination's service must be up.</summary>
/// <remarks>Source: ComputeFilter; without it the destination's own checks time out.</remarks>
internal sealed class DestinationServiceRule : ILastingRule
{
    /// <inheritdoc/>
    public void Check(in LastingMove move, ref VerdictBuilder verdict)
    {
        ComputeService service = move.Destination.Service;
        if (!service.IsUp || service.IsForcedDown)
        {
            verdict.Refuse(
                "nova.destination-down",
                $"The compute service of {move.Destination.Name} is down.",
                "Bring the service back.",
                new ComparedFact($"service of {move.Destination.Name}", "up", service.IsForcedDown ? "forced down" : "down"));
        }
    }
}
