using System.Collections.Immutable;

namespace Rebalancer.Numa;

/// <summary>Packs the dedicated CPUs of a guest cell onto the cores of a host cell, as the thread policy wants them.</summary>
/// <remarks>Source: <c>nova.virt.hardware._pack_instance_onto_cores</c>.</remarks>
internal static class CorePacking
{
    /// <summary>What the thread policy lacks; that enough CPUs are free is taken for granted.</summary>
    public static CellShortage Check(NumaHostCell host, CellUsage usage, GuestCell guest, int emulatorCpus)
    {
        if (guest.ThreadPolicy is null or CpuThreadPolicy.Prefer)
        {
            return CellShortage.None;
        }

        var cores = FreeCores.Of(host, usage);
        int pinned = guest.DedicatedVcpus.Count;
        if (guest.ThreadPolicy == CpuThreadPolicy.Isolate)
        {
            return CheckIsolate(host, in cores, pinned, emulatorCpus);
        }

        if (cores.ThreadsPerCore <= 1)
        {
            return new CellShortage(CellShortageKind.NoHyperthreads);
        }

        return cores.MostThreadsFor(pinned, 2) > 0
            ? CellShortage.None
            : new CellShortage(CellShortageKind.FreeSiblings, Math.Max(pinned, 2), cores.MostCpusWith(2));
    }

    /// <summary>Pins a guest cell that fits.</summary>
    /// <param name="host">The host cell.</param>
    /// <param name="usage">What is used of it.</param>
    /// <param name="guest">The guest cell.</param>
    /// <param name="emulatorCpus">How many CPUs to reserve for the emulator.</param>
    /// <param name="reserved">The CPUs reserved for the emulator.</param>
    /// <returns>Guest CPU to host CPU.</returns>
    public static ImmutableSortedDictionary<int, int> Pin(
        NumaHostCell host, CellUsage usage, GuestCell guest, int emulatorCpus, out CpuSet reserved)
    {
        bool isolates = guest.ThreadPolicy == CpuThreadPolicy.Isolate;
        (int fewestFree, int threads) = CoreUse(FreeCores.Of(host, usage), guest);
        int left = guest.DedicatedVcpus.Count;
        int reserve = emulatorCpus;
        CpuSet.Enumerator vcpus = guest.DedicatedVcpus.GetEnumerator();
        var pins = ImmutableSortedDictionary.CreateBuilder<int, int>();
        reserved = CpuSet.Empty;
        foreach (CpuSet core in FreeCores.List(host, usage))
        {
            int take = core.Count >= fewestFree ? Math.Min(Math.Min(threads, core.Count), left) : 0;
            left -= take;
            bool staysWhole = take == 0;
            foreach (int cpu in core)
            {
                if (take > 0 && vcpus.MoveNext())
                {
                    pins.Add(vcpus.Current, cpu);
                    take--;
                }
                else if (reserve > 0 && (staysWhole || !isolates))
                {
                    reserved = reserved.Union(CpuSet.Of(cpu));
                    reserve--;
                }
            }

            if (left == 0 && reserve == 0)
            {
                break;
            }
        }

        return pins.ToImmutable();
    }

    /// <summary>Which cores a thread policy uses, by their free threads, and how many threads of each.</summary>
    private static (int FewestFree, int Threads) CoreUse(in FreeCores cores, GuestCell guest)
    {
        if (guest.ThreadPolicy == CpuThreadPolicy.Isolate)
        {
            return (cores.ThreadsPerCore, 1);
        }

        int fewest = guest.ThreadPolicy == CpuThreadPolicy.Require ? 2 : 1;
        int threads = cores.MostThreadsFor(guest.DedicatedVcpus.Count, fewest);

        // Where no even use of cores yields enough, every free thread serves.
        return threads > 0 ? (threads, threads) : (1, int.MaxValue);
    }

    private static CellShortage CheckIsolate(NumaHostCell host, in FreeCores cores, int pinned, int emulatorCpus)
    {
        int whole = cores.WithAtLeast(cores.ThreadsPerCore);
        if (whole == 0)
        {
            return new CellShortage(CellShortageKind.FreeCores, Math.Max(pinned, 1), 0);
        }

        // Equal sets tell a host without CPU sets of its own (or with vcpu_pin_set), where siblings may be left idle.
        if (cores.ThreadsPerCore > 1 && !host.DedicatedCpus.Equals(host.SharedCpus))
        {
            return new CellShortage(CellShortageKind.Hyperthreads);
        }

        if (whole < pinned)
        {
            return new CellShortage(CellShortageKind.FreeCores, pinned, whole);
        }

        return cores.FreeCpus - (pinned * cores.ThreadsPerCore) >= emulatorCpus
            ? CellShortage.None
            : new CellShortage(CellShortageKind.EmulatorCpu);
    }
}
