using System.Collections.Immutable;
using Rebalancer.Model;

namespace Rebalancer.Rules.Instances;

/// <summary>Cyborg devices, by flavor or by port, cannot move; a flavor's can be evacuated.</summary>
/// <remarks>Source: <c>block_accelerators</c> and <c>block_port_accelerators</c> of <c>nova.compute.api</c>.</remarks>
internal sealed class AcceleratorRule : ILastingRule
{
    /// <inheritdoc/>
    public void Check(in LastingMove move, ref VerdictBuilder verdict)
    {
        if (move.Kind != MoveKind.Evacuate && move.Specs.FlavorSpec("accel:device_profile") is { Length: > 0 } profile)
        {
            verdict.Refuse(
                "nova.accelerator",
                $"The flavor asks Cyborg for a device by the profile {profile}.",
                "Resize to a flavor without accel:device_profile.",
                new ComparedFact("accel:device_profile", "none", profile));
        }

        if (!move.Instance.Ports.TryGet(out ImmutableArray<Port> ports))
        {
            verdict.Assume("assumed.ports", "The instance has only ordinary ports.");
            return;
        }

        foreach (Port port in ports)
        {
            if (port.VnicType.StartsWith("accelerator-direct", StringComparison.Ordinal))
            {
                verdict.Refuse(
                    "nova.accelerator-port",
                    $"Port {port.Id} is a Cyborg device ({port.VnicType}).",
                    "Detach the port.",
                    new ComparedFact("binding:vnic_type", "no accelerator", port.VnicType));
            }
        }
    }
}
