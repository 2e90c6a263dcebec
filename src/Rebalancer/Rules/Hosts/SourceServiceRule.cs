using Rebalancer.Model;

namespace Rebalancer.Rules.Hosts;

/// <summary>The source's service must be up for a migration and down for an evacuation.</summary>
/// <remarks>Source: <c>LiveMigrationTask._check_host_is_up</c>, and <c>resize</c> and <c>evacuate</c> of <c>nova.compute.api</c>.</remarks>
internal sealed class SourceServiceRule : ILastingRule
{
    /// <inheritdoc/>
    public void Check(in LastingMove move, ref VerdictBuilder verdict)
    {
        ComputeService service = move.Source.Service;
        bool isUp = service.IsUp && !service.IsForcedDown;
        if (move.Kind != MoveKind.Evacuate)
        {
            if (!isUp)
            {
                verdict.Refuse(
                    "nova.source-down",
                    $"The compute service of {move.Source.Name} is down.",
                    "Bring the service back, or evacuate the host.",
                    new ComparedFact($"service of {move.Source.Name}", "up", service.IsForcedDown ? "forced down" : "down"));
            }

            return;
        }

        if (isUp)
        {
            verdict.Refuse(
                "nova.source-up",
                $"The compute service of {move.Source.Name} is up; only a host that is down can be evacuated.",
                "Migrate the instances instead, or force the service down once the host is fenced.",
                new ComparedFact($"service of {move.Source.Name}", "down or forced down", "up"));
        }

        CheckFence(move, service, ref verdict);
    }

    private static void CheckFence(in LastingMove move, ComputeService service, ref VerdictBuilder verdict)
    {
        bool isKnown = service.IsFenced.TryGet(out bool isFenced);
        if (isFenced)
        {
            return;
        }

        if (move.Profile.RequiresFencedSource)
        {
            verdict.Refuse(
                "policy.not-fenced",
                $"{move.Source.Name} is not known to be fenced; a guest that still runs there would share its disks with the evacuated one.",
                "Fence the host and say so in the facts file.",
                new ComparedFact($"{move.Source.Name} fenced", "yes", isKnown ? "no" : "unknown"));
        }
        else if (!isKnown)
        {
            verdict.Assume("assumed.fenced", $"{move.Source.Name} is fenced; Nova does not look.");
        }
    }
}
