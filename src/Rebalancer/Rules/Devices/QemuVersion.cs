using Rebalancer.Model;
using Rebalancer.Rules.Assumptions;

namespace Rebalancer.Rules.Devices;

/// <summary>Devices that move live need a QEMU of a certain age on both ends.</summary>
internal static class QemuVersion
{
    /// <summary>Refuses where a host's QEMU is known to be older.</summary>
    public static void Check(in LastingMove move, long oldest, string code, string printed, ref VerdictBuilder verdict)
    {
        HostPair<long> versions = move.Both(move.Facts.Hosts.HypervisorVersions);
        CheckHost(move.Source, versions.Source, oldest, code, printed, ref verdict);
        CheckHost(move.Destination, versions.Destination, oldest, code, printed, ref verdict);
    }

    private static void CheckHost(Host host, HostFact<long> version, long oldest, string code, string printed, ref VerdictBuilder verdict)
    {
        if (!version.IsKnown)
        {
            verdict.Assume("assumed.hypervisor-version-devices", $"QEMU is at least {printed} on a host of which nobody told it, unless its neighbours have an older one.");
        }

        if (version.HasValue && version.Value < oldest)
        {
            verdict.Refuse(
                code,
                $"QEMU on {host.Name} is older than {printed}, which moving the device live needs.",
                $"Upgrade {host.Name}, or move the instance cold.",
                new ComparedFact($"hypervisor version of {host.Name}", $"at least {oldest}", version.Text()));
        }
    }
}
