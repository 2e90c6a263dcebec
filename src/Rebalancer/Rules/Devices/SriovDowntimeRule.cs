using Rebalancer.Model;

namespace Rebalancer.Rules.Devices;

/// <summary>SR-IOV ports are unplugged and plugged again during a live move, which the policy may not take.</summary>
/// <remarks>Source: rules.md section 7; macvtap ports stay plugged.</remarks>
internal sealed class SriovDowntimeRule : ILastingRule
{
    /// <inheritdoc/>
    public void Check(in LastingMove move, ref VerdictBuilder verdict)
    {
        if (!move.IsLive || !move.Profile.RefusesSriovDowntime)
        {
            return;
        }

        foreach (Port port in move.Instance.Ports.ValueOr([]))
        {
            if (port.VnicType is "direct" or "direct-physical" or "vdpa" or "remote-managed")
            {
                verdict.Refuse(
                    "policy.sriov-downtime",
                    $"Port {port.Id} ({port.VnicType}) is unplugged during a live move, which cuts its network.",
                    "Let the policy take the interruption, once the guest is known to bear it.",
                    new ComparedFact("binding:vnic_type", "a port that stays plugged", port.VnicType));
            }
        }
    }
}
