using Rebalancer.Model;

namespace Rebalancer.Rules.Devices;

/// <summary>Devices that move live need a QEMU of a certain age on both ends.</summary>
internal static class QemuVersion
{
    /// <summary>Refuses where a host's QEMU is known to be older.</summary>
    public static void Check(in LastingMove move, long oldest, string code, string printed, ref VerdictBuilder verdict)
    {
        CheckHost(move.Source, oldest, code, printed, ref verdict);
        CheckHost(move.Destination, oldest, code, printed, ref verdict);
    }

    private static void CheckHost(Host host, long oldest, string code, string printed, ref VerdictBuilder verdict)
    {
        if (!host.HypervisorVersion.TryGet(out long version))
        {
            verdict.Assume("assumed.hypervisor-version-devices", $"QEMU is at least {printed} on both hosts.");
        }
        else if (version < oldest)
        {
            verdict.Refuse(
                code,
                $"QEMU on {host.Name} is older than {printed}, which moving the device live needs.",
                $"Upgrade {host.Name}, or move the instance cold.",
                new ComparedFact($"hypervisor version of {host.Name}", $"at least {oldest}", $"{version}"));
        }
    }
}
