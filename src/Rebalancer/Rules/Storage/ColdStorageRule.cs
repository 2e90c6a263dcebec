using Rebalancer.Model;
using Rebalancer.Rules.Assumptions;

namespace Rebalancer.Rules.Storage;

/// <summary>A cold move copies files over ssh, and no logical volumes.</summary>
/// <remarks>
/// Source: <c>LibvirtDriver.migrate_disk_and_power_off</c>: LVM is refused unless the root disk is a volume; where
/// <c>instances_path</c> is not shared the instance's folder is made over ssh, even for one without local disks.
/// </remarks>
internal sealed class ColdStorageRule : ILastingRule
{
    /// <inheritdoc/>
    public void Check(in LastingMove move, ref VerdictBuilder verdict)
    {
        if (move.Kind != MoveKind.Cold)
        {
            return;
        }

        LiveStorage storage = StorageFacts.Of(move, ref verdict);
        if (storage is { Source: ImagesBackend.Lvm, IsVolumeBacked: false })
        {
            verdict.Refuse(
                "nova.lvm-cold",
                $"The instance's disks are logical volumes of {move.Source.Name}, which Nova does not move cold.",
                "Move it block-live.",
                new ComparedFact("images_type", "not lvm", "lvm"));
        }

        if (!storage.SharesPath)
        {
            CheckKeys(move, ref verdict);
        }
    }

    private static void CheckKeys(in LastingMove move, ref VerdictBuilder verdict)
    {
        HostPair<string> groups = move.Both(move.Facts.Hosts.SshKeys);
        if (!groups.AreKnown)
        {
            verdict.Assume("assumed.ssh-keys", "A compute host of which nobody told it knows the ssh keys that its neighbours know.");
        }

        if (groups.MayDiffer)
        {
            verdict.Refuse(
                "nova.ssh-keys",
                groups.HaveValues
                    ? $"{move.Source.Name} and {move.Destination.Name} do not know each other's ssh keys, which a cold move between them needs."
                    : $"Whether {move.Source.Name} and {move.Destination.Name} know each other's ssh keys, which a cold move needs, is not known, and their neighbours differ.",
                groups.HaveValues ? "Exchange the keys, or choose a host of the same group." : "Give the ssh key groups of both hosts in the facts file.",
                groups.Compared("ssh key group"));
        }
    }
}
