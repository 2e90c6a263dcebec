using System.Globalization;
using System.Text.RegularExpressions;

namespace Rebalancer.Numa;

/// <summary>What a flavor and an image ask of CPUs: policies, and which vCPUs are dedicated.</summary>
/// <param name="Policy">The allocation policy.</param>
/// <param name="Threads">The thread policy.</param>
/// <param name="Emulator">Where the emulator's threads run.</param>
/// <param name="Dedicated">The dedicated vCPUs.</param>
internal readonly partial record struct CpuSpecs(
    CpuAllocationPolicy? Policy, CpuThreadPolicy? Threads, EmulatorThreadsPolicy? Emulator, CpuSet Dedicated)
{
    /// <summary>Reads them.</summary>
    /// <returns>The name of Nova's exception, or <c>null</c>.</returns>
    public static string? Read(GuestSpecs specs, out CpuSpecs cpus)
    {
        cpus = default;
        CpuThreadPolicy? threads = null;
        CpuSet? realtime = null;
        CpuSet? mask = null;
        EmulatorThreadsPolicy? emulator = null;
        string? error = ReadPolicy(specs, out CpuAllocationPolicy? policy);
        error ??= ReadThreads(specs, out threads);
        error ??= ReadRealtime(specs, out realtime);
        error ??= ReadDedicatedMask(specs, out mask);
        error ??= ReadEmulator(specs, out emulator);
        error ??= ApplyResources(specs, emulator, ref policy);
        error ??= ApplyHyperthreadingTrait(specs, ref threads);
        error ??= Contradiction(policy, threads, emulator, realtime, mask);
        cpus = new CpuSpecs(policy, threads, emulator, policy switch
        {
            CpuAllocationPolicy.Dedicated => specs.AllVcpus,
            CpuAllocationPolicy.Mixed => mask ?? realtime ?? CpuSet.Empty,
            _ => CpuSet.Empty,
        });
        return error;
    }

    /// <summary>The flavor's policy; an image may not ask for more pinning than a flavor that names one.</summary>
    public static string? ReadPolicy(GuestSpecs specs, out CpuAllocationPolicy? policy)
    {
        policy = null;
        if (!TryPolicy(specs.OfFlavor("cpu_policy"), out CpuAllocationPolicy? flavor)
            || !TryPolicy(specs.OfImage("cpu_policy"), out CpuAllocationPolicy? image))
        {
            return "InvalidCPUAllocationPolicy";
        }

        policy = flavor ?? image;
        bool imageWantsMore = (flavor, image) is
            (CpuAllocationPolicy.Mixed, CpuAllocationPolicy.Dedicated)
            or (CpuAllocationPolicy.Shared, CpuAllocationPolicy.Mixed or CpuAllocationPolicy.Dedicated);
        return imageWantsMore ? "ImageCPUPinningForbidden" : null;
    }

    /// <summary>The flavor's policy; an image may only differ where the flavor has none or prefers.</summary>
    public static string? ReadThreads(GuestSpecs specs, out CpuThreadPolicy? policy)
    {
        policy = null;
        if (!TryThreads(specs.OfFlavor("cpu_thread_policy"), out CpuThreadPolicy? flavor)
            || !TryThreads(specs.OfImage("cpu_thread_policy"), out CpuThreadPolicy? image))
        {
            return "InvalidCPUThreadAllocationPolicy";
        }

        policy = flavor ?? image;
        bool isOpen = specs.OfFlavor("cpu_thread_policy") is null || flavor == CpuThreadPolicy.Prefer;
        return !isOpen && image is not null && image != flavor
            ? "ImageCPUThreadPolicyForbidden"
            : null;
    }

    /// <summary>The realtime vCPUs, of which the image's mask comes first; some vCPU must be left unless the emulator runs elsewhere.</summary>
    public static string? ReadRealtime(GuestSpecs specs, out CpuSet? realtime)
    {
        realtime = null;
        if (!GuestSpecs.IsTrue(specs.OfFlavor("cpu_realtime")))
        {
            return null;
        }

        string? text = string.IsNullOrEmpty(specs.OfImage("cpu_realtime_mask"))
            ? specs.OfFlavor("cpu_realtime_mask")
            : specs.OfImage("cpu_realtime_mask");
        CpuSet? asked = string.IsNullOrEmpty(text) ? specs.AllVcpus : specs.MaskOf(text);
        if (asked is null)
        {
            return GuestSpecs.BadCpuSet;
        }

        const string BadMask = "RealtimeMaskNotFoundOrInvalid";
        if (asked.IsEmpty)
        {
            return BadMask;
        }

        string? emulatorError = ReadEmulator(specs, out EmulatorThreadsPolicy? emulator);
        if (emulatorError is not null)
        {
            return emulatorError;
        }

        realtime = asked;
        bool leavesNoCpu = asked.Equals(specs.AllVcpus) && emulator is null;
        return leavesNoCpu || !asked.IsSubsetOf(specs.AllVcpus) ? BadMask : null;
    }

    /// <summary>The dedicated vCPUs of a mixed guest, some but not all.</summary>
    public static string? ReadDedicatedMask(GuestSpecs specs, out CpuSet? mask)
    {
        mask = null;
        string? text = specs.OfFlavor("cpu_dedicated_mask");
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        mask = specs.MaskOf(text);
        if (mask is null)
        {
            return GuestSpecs.BadCpuSet;
        }

        return mask.IsEmpty || specs.AllVcpus.IsSubsetOf(mask) || !mask.IsSubsetOf(specs.AllVcpus)
            ? "InvalidMixedInstanceDedicatedMask"
            : null;
    }

    /// <summary>Where the flavor wants the emulator's threads.</summary>
    public static string? ReadEmulator(GuestSpecs specs, out EmulatorThreadsPolicy? emulator)
    {
        string? text = specs.OfFlavor("emulator_threads_policy");
        emulator = text switch
        {
            "isolate" => EmulatorThreadsPolicy.Isolate,
            "share" => EmulatorThreadsPolicy.Share,
            _ => null,
        };
        return emulator is null && !string.IsNullOrEmpty(text) ? "InvalidEmulatorThreadsPolicy" : null;
    }

    /// <summary>Explicit <c>resources:VCPU</c> and <c>resources:PCPU</c> stand for a policy and exclude one another and a policy.</summary>
    private static string? ApplyResources(GuestSpecs specs, EmulatorThreadsPolicy? emulator, ref CpuAllocationPolicy? policy)
    {
        long shared = 0;
        long dedicated = 0;
        foreach ((string key, string value) in specs.Flavor.ExtraSpecs)
        {
            if (long.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out long amount))
            {
                shared += VcpuResource().IsMatch(key) ? amount : 0;
                dedicated += PcpuResource().IsMatch(key) ? amount : 0;
            }
        }

        if (shared == 0 && dedicated == 0)
        {
            return null;
        }

        int emulatorCpus = emulator == EmulatorThreadsPolicy.Isolate ? 1 : 0;
        if (policy is not null || (shared != 0 && dedicated != 0) || (dedicated != 0 && dedicated != specs.Flavor.Vcpus + emulatorCpus))
        {
            return "InvalidRequest";
        }

        policy = dedicated != 0 ? CpuAllocationPolicy.Dedicated : CpuAllocationPolicy.Shared;
        return null;
    }

    /// <summary>The hyperthreading trait stands for a thread policy and excludes one.</summary>
    private static string? ApplyHyperthreadingTrait(GuestSpecs specs, ref CpuThreadPolicy? threads)
    {
        string? trait = specs.ImageProperty("trait:HW_CPU_HYPERTHREADING") == "required" ? "required" : null;
        foreach ((string key, string value) in specs.Flavor.ExtraSpecs)
        {
            if (HyperthreadingTrait().IsMatch(key))
            {
                trait = value;
                break;
            }
        }

        if (string.IsNullOrEmpty(trait))
        {
            return null;
        }

        if (threads is not null)
        {
            return "InvalidRequest";
        }

        threads = trait switch
        {
            "forbidden" => CpuThreadPolicy.Isolate,
            "required" => CpuThreadPolicy.Require,
            _ => null,
        };
        return null;
    }

    private static string? Contradiction(
        CpuAllocationPolicy? policy, CpuThreadPolicy? threads, EmulatorThreadsPolicy? emulator, CpuSet? realtime, CpuSet? mask)
    {
        if (policy == CpuAllocationPolicy.Mixed)
        {
            return (realtime is null) == (mask is null) ? "RequiredMixedOrRealtimeCPUMask" : null;
        }

        bool floats = policy is null or CpuAllocationPolicy.Shared;
        return floats && threads is not null ? "CPUThreadPolicyConfigurationInvalid"
            : floats && emulator == EmulatorThreadsPolicy.Isolate ? "BadRequirementEmulatorThreadsPolicy"
            : mask is not null ? "RequiredMixedInstancePolicy"
            : floats && realtime is not null ? "RealtimeConfigurationInvalid"
            : null;
    }

    private static bool TryPolicy(string? text, out CpuAllocationPolicy? policy)
    {
        policy = text switch
        {
            "shared" => CpuAllocationPolicy.Shared,
            "dedicated" => CpuAllocationPolicy.Dedicated,
            "mixed" => CpuAllocationPolicy.Mixed,
            _ => null,
        };
        return policy is not null || string.IsNullOrEmpty(text);
    }

    private static bool TryThreads(string? text, out CpuThreadPolicy? policy)
    {
        policy = text switch
        {
            "prefer" => CpuThreadPolicy.Prefer,
            "isolate" => CpuThreadPolicy.Isolate,
            "require" => CpuThreadPolicy.Require,
            _ => null,
        };
        return policy is not null || string.IsNullOrEmpty(text);
    }

    // Nova matches the beginning of the key only.
    [GeneratedRegex("^resources([1-9][0-9]*)?:VCPU", RegexOptions.CultureInvariant)]
    private static partial Regex VcpuResource();

    [GeneratedRegex("^resources([1-9][0-9]*)?:PCPU", RegexOptions.CultureInvariant)]
    private static partial Regex PcpuResource();

    [GeneratedRegex("^trait([1-9][0-9]*)?:HW_CPU_HYPERTHREADING", RegexOptions.CultureInvariant)]
    private static partial Regex HyperthreadingTrait();
}
