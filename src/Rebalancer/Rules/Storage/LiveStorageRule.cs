namespace Rebalancer.Rules.Storage;

/// <summary>A live move needs disks that both hosts reach, a block-live move disks that they do not.</summary>
/// <remarks>Source: <see cref="LiveStorage"/>.</remarks>
internal sealed class LiveStorageRule : ILastingRule
{
    /// <inheritdoc/>
    public void Check(in LastingMove move, ref VerdictBuilder verdict)
    {
        if (!move.IsLive)
        {
            return;
        }

        LiveStorage storage = StorageFacts.Of(move, ref verdict);
        switch (storage.Ask(move.Kind == MoveKind.BlockLive, null))
        {
            case LiveStorageAnswer.InvalidSharedStorage:
                verdict.Refuse(
                    "libvirt.storage-not-shared",
                    $"The instance has local disks that {move.Destination.Name} cannot reach.",
                    "Move it block-live, which copies the disks.",
                    new ComparedFact("disks reachable from both hosts", "yes", "no"));
                break;
            case LiveStorageAnswer.InvalidLocalStorage:
                verdict.Refuse(
                    "libvirt.storage-shared",
                    $"{move.Destination.Name} reaches the disks already; there is nothing to copy.",
                    "Move it live without copying disks.",
                    new ComparedFact("disks reachable from both hosts", "no", "yes"));
                break;
        }
    }
}
