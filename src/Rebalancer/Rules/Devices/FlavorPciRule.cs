using Rebalancer.Pci;

namespace Rebalancer.Rules.Devices;

/// <summary>A flavor's PCI devices move live only from 2025.1 on, and only when alias and hosts say so.</summary>
/// <remarks>Source: <c>LiveMigrationTask._check_can_migrate_pci</c>; rules.md section 7. QEMU 8.2.2 is the oldest that can.</remarks>
internal sealed class FlavorPciRule : ILastingRule
{
    private const int FirstWithLiveDevices = 31;
    private const long OldestQemu = 8_002_002;

    /// <inheritdoc/>
    public void Check(in LastingMove move, ref VerdictBuilder verdict)
    {
        if (!move.IsLive)
        {
            return;
        }

        bool isNewEnough = move.Facts.OldestRelease.Major >= FirstWithLiveDevices;
        foreach (PciRequest request in move.Demand.Pci)
        {
            if (request.Alias is not { } alias)
            {
                continue;
            }

            if (!isNewEnough)
            {
                verdict.Refuse(
                    "nova.pci-live",
                    $"The flavor asks for the PCI device {alias}, which Nova before 2025.1 does not move live.",
                    "Move the instance cold, or upgrade Nova to 2025.1 and mark the device live_migratable.",
                    new ComparedFact("Nova release", $"{FirstWithLiveDevices} or later", move.Facts.OldestRelease.ToString()));
                ReleaseAssumption.AddIfUnknown(move, ref verdict);
            }
            else if (!request.IsLiveMigratable)
            {
                if (!move.Options.PciAliases.IsKnown)
                {
                    verdict.Assume("assumed.pci-alias", "PCI aliases are not marked live_migratable.");
                }

                verdict.Refuse(
                    "nova.pci-live",
                    $"The PCI alias {alias} is not marked live_migratable.",
                    "Move the instance cold.",
                    new ComparedFact($"live_migratable of {alias}", "yes", "no"));
            }
            else
            {
                QemuVersion.Check(move, OldestQemu, "nova.pci-live-version", "8.2.2", ref verdict);
            }
        }
    }
}
