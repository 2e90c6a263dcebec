using Rebalancer.Cpu;
using Rebalancer.Rules.Assumptions;

namespace Rebalancer.Rules.Cpus;

/// <summary>The destination's CPU must have everything that the guest may use.</summary>
/// <remarks>
/// Source: <c>LibvirtDriver._compare_cpu</c>; rules.md section 6. A guest of mode custom has its own CPU; any other is compared by the
/// whole CPU of its source host. On aarch64 the destination is compared with itself. On ppc64 libvirt compares names of models and
/// nothing else: another model is refused, listed features are not looked at, and old names of guests' models stand for the new
/// (libvirt's <c>ppc64Compute</c> and <c>virCPUppc64ConvertLegacy</c>).
/// </remarks>
internal sealed class CpuCompareRule : ILastingRule
{
    /// <inheritdoc/>
    public void Check(in LastingMove move, ref VerdictBuilder verdict)
    {
        if (!move.IsLive || move.Options.SkipsCpuCompare.ValueOr(false))
        {
            return;
        }

        bool knowsGuest = move.Instance.GuestCpu.TryGet(out HostCpu? guest);
        if (!knowsGuest && move.Source.CpuMode.ValueOr(CpuMode.HostModel) == CpuMode.Custom)
        {
            verdict.Assume("assumed.guest-cpu", "The guest may use every feature of its source host's CPU.");
        }

        HostPair<HostCpu> cpus = move.Both(move.Facts.Hosts.Cpus);
        if (!cpus.Destination.IsKnown || (guest is null && !cpus.Source.IsKnown))
        {
            CpuAssumption.Add(ref verdict);
        }

        guest ??= cpus.Source.Value;
        if (guest is not null && cpus.Destination.Value is { } destination)
        {
            if (destination.Architecture != CpuArchitecture.Aarch64)
            {
                Compare(move, guest, destination, ref verdict);
            }
        }
        else if (!cpus.AreUntold)
        {
            verdict.Refuse("libvirt.cpu-features", CpuAssumption.NotKnown(move), CpuAssumption.Remedy, new ComparedFact("CPU", Name(cpus.Source), Name(cpus.Destination)));
        }
    }

    private static string Name(HostFact<HostCpu> cpu) => cpu.HasValue ? cpu.Value!.Model : cpu.Text();

    private static void Compare(in LastingMove move, HostCpu needed, HostCpu offered, ref VerdictBuilder verdict)
    {
        const string remedy = "Choose a host whose CPU has all features, or move the instance cold.";
        if (needed.Architecture != offered.Architecture)
        {
            verdict.Refuse(
                "libvirt.cpu-architecture",
                $"The guest's CPU is {needed.Architecture} and {move.Destination.Name} is {offered.Architecture}.",
                remedy,
                new ComparedFact("CPU architecture", needed.Architecture.Name, offered.Architecture.Name));
            return;
        }

        if (needed.Vendor.Length > 0 && offered.Vendor.Length > 0 && needed.Vendor != offered.Vendor)
        {
            verdict.Refuse(
                "libvirt.cpu-vendor",
                $"The guest's CPU is by {needed.Vendor} and that of {move.Destination.Name} by {offered.Vendor}.",
                remedy,
                new ComparedFact("CPU vendor", needed.Vendor, offered.Vendor));
        }

        if (needed.Architecture.Name is "ppc64" or "ppc64le")
        {
            ComparePower(move, needed, offered, ref verdict);
            return;
        }

        CpuFeatureSet features = move.Facts.Cpus.FeaturesOf(needed);
        CpuFeatureSet host = move.Facts.Cpus.FeaturesOf(offered);
        if (!host.IsSupersetOf(features))
        {
            string missing = string.Join(", ", host.Missing(features));
            verdict.Refuse(
                "libvirt.cpu-features",
                $"The CPU of {move.Destination.Name} lacks {missing}.",
                remedy,
                new ComparedFact($"CPU features of {move.Destination.Name}", missing, "absent"));
        }
    }

    private static void ComparePower(in LastingMove move, HostCpu needed, HostCpu offered, ref VerdictBuilder verdict)
    {
        string model = PowerModel(needed.Model);
        if (model.Length > 0 && offered.Model.Length > 0 && model != offered.Model)
        {
            verdict.Refuse(
                "libvirt.cpu-model",
                $"The guest's CPU is a {needed.Model} and that of {move.Destination.Name} a {offered.Model}; libvirt takes no other model on this architecture.",
                "Choose a host of the same CPU model, or move the instance cold.",
                new ComparedFact("CPU model", needed.Model, offered.Model));
        }
    }

    /// <summary>The name that libvirt uses today for a model that it once had by revision.</summary>
    private static string PowerModel(string name) => name switch
    {
        "POWER7_v2.1" or "POWER7_v2.3" or "POWER7+_v2.1" => "POWER7",
        "POWER8_v1.0" => "POWER8",
        _ => name,
    };
}
