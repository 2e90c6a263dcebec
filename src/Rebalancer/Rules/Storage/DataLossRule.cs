using Rebalancer.Model;

namespace Rebalancer.Rules.Storage;

/// <summary>An evacuation rebuilds local disks from the image unless they are shared, which the policy may not take.</summary>
/// <remarks>Source: <c>rebuild_instance</c> of <c>nova.compute.manager</c> looks for the disks on the destination; rules.md section 8.</remarks>
internal sealed class DataLossRule : ILastingRule
{
    /// <inheritdoc/>
    public void Check(in LastingMove move, ref VerdictBuilder verdict)
    {
        if (move.Kind != MoveKind.Evacuate || !move.Profile.RefusesDataLoss)
        {
            return;
        }

        LiveStorage storage = StorageFacts.Of(move, ref verdict);
        bool hasData = !storage.IsVolumeBacked;
        foreach (Disk disk in move.Instance.Disks)
        {
            hasData |= disk.Kind != DiskKind.Swap;
        }

        if (hasData && !storage.SharesPath && !(storage.Source == storage.Destination && storage.Source == ImagesBackend.Rbd))
        {
            verdict.Refuse(
                "policy.data-loss",
                $"The instance's local disks are lost with {move.Source.Name}; an evacuation rebuilds them from the image.",
                "Bring the host back, or let the policy take the loss.",
                new ComparedFact("disks on shared storage", "yes", "no"));
        }
    }
}
