using Rebalancer.Model;

namespace Rebalancer.Rules.Storage;

/// <summary>A block migration leaves a read-only config drive out, which the policy does not take.</summary>
/// <remarks>Source: rules.md section 7.</remarks>
internal sealed class ConfigDriveRule : ILastingRule
{
    /// <inheritdoc/>
    public void Check(in LastingMove move, ref VerdictBuilder verdict)
    {
        if (move.Kind != MoveKind.BlockLive || !move.Profile.RefusesReadOnlyConfigDrive)
        {
            return;
        }

        if (!move.Instance.ConfigDrive.TryGet(out ConfigDrive drive))
        {
            verdict.Assume("assumed.config-drive", "The instance has no config drive.");
        }
        else if (drive == ConfigDrive.Iso9660)
        {
            verdict.Refuse(
                "policy.config-drive",
                "The instance has an ISO 9660 config drive, which a block migration does not copy.",
                "Move the instance cold, or give it a vfat config drive.",
                new ComparedFact("config drive", "none or vfat", "iso9660"));
        }
    }
}
