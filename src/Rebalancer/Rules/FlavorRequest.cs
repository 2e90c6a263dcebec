using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Rebalancer.Model;

namespace Rebalancer.Rules;

/// <summary>Translates a flavor and an image into a request to Placement.</summary>
/// <param name="Request">The request; on error what could be made of it.</param>
/// <param name="Error">Nova's exception for contradictory or invalid specs; <c>null</c> when they are sound.</param>
/// <remarks>Source: <c>nova.scheduler.utils.ResourceRequest.from_request_spec</c>, prefilters left out.</remarks>
internal sealed partial record FlavorRequest(PlacementRequest Request, string? Error)
{
    private static readonly ImmutableHashSet<string> StandardClasses =
    [
        "VCPU", "MEMORY_MB", "DISK_GB", "PCI_DEVICE", "SRIOV_NET_VF", "NUMA_SOCKET", "NUMA_CORE", "NUMA_THREAD", "NUMA_MEMORY_MB",
        "IPV4_ADDRESS", "VGPU", "VGPU_DISPLAY_HEAD", "NET_BW_EGR_KILOBIT_PER_SEC", "NET_BW_IGR_KILOBIT_PER_SEC", "PCPU",
        "MEM_ENCRYPTION_CONTEXT", "FPGA", "PGPU", "NET_PACKET_RATE_KILOPACKET_PER_SEC", "NET_PACKET_RATE_EGR_KILOPACKET_PER_SEC",
        "NET_PACKET_RATE_IGR_KILOPACKET_PER_SEC",
    ];

    /// <summary>The request of a flavor and an image.</summary>
    public static FlavorRequest Of(GuestSpecs specs, bool isVolumeBacked, NovaRelease release)
    {
        SortedDictionary<string, Group> groups = new(StringComparer.Ordinal);
        Group unnumbered = new();
        groups.Add("", unnumbered);
        string? error = null;
        AddExtraSpecs(specs.Flavor, groups);
        AddImageTraits(specs.Image, unnumbered);
        AddPinning(specs, unnumbered, ref error);
        AddFlavorItself(specs.Flavor, isVolumeBacked, groups, unnumbered);
        AddMemoryEncryption(specs, release, unnumbered, ref error);
        AddPersistentMemory(specs, unnumbered);
        AddImpliedTraits(specs, release, unnumbered, ref error);
        ImmutableArray<PlacementGroup> made = [.. groups.Select(pair => pair.Value.ToGroup(pair.Key)).Where(group =>
            !group.Amounts.IsEmpty || !group.RequiredTraits.IsEmpty || !group.ForbiddenTraits.IsEmpty)];
        return new FlavorRequest(Combine(made), error);
    }

    /// <summary>The request of several groups together.</summary>
    public static PlacementRequest Combine(ImmutableArray<PlacementGroup> groups) => new()
    {
        Groups = groups,
        Amounts = groups.SelectMany(group => group.Amounts).GroupBy(pair => pair.Key)
            .ToImmutableSortedDictionary(pairs => pairs.Key, pairs => pairs.Sum(pair => pair.Value)),
        RequiredTraits = [.. groups.SelectMany(group => group.RequiredTraits).Distinct().Order(StringComparer.Ordinal)],
        ForbiddenTraits = [.. groups.SelectMany(group => group.ForbiddenTraits).Distinct().Order(StringComparer.Ordinal)],
    };

    private static void AddExtraSpecs(Flavor flavor, SortedDictionary<string, Group> groups)
    {
        foreach ((string key, string value) in flavor.ExtraSpecs)
        {
            if (RequestKey().Match(key) is { Success: true } match)
            {
                string suffix = match.Groups[2].Value;
                if (!groups.TryGetValue(suffix, out Group? group))
                {
                    groups.Add(suffix, group = new Group());
                }

                if (match.Groups[1].Value == "resources")
                {
                    group.AddResource(match.Groups[3].Value, value);
                }
                else
                {
                    group.AddTrait(match.Groups[3].Value, value);
                }
            }
        }
    }

    private static void AddImageTraits(ImmutableSortedDictionary<string, string> image, Group group)
    {
        foreach ((string key, string value) in image)
        {
            if (key.StartsWith("trait:", StringComparison.Ordinal))
            {
                group.AddTrait(key["trait:".Length..], value == "required" ? value : "");
            }
            else if (key == "traits_required")
            {
                foreach (string trait in value.Split([',', ' ', '[', ']', '"', '\''], StringSplitOptions.RemoveEmptyEntries))
                {
                    group.AddTrait(trait, "required");
                }
            }
        }
    }

    private static void AddPinning(GuestSpecs specs, Group group, ref string? error)
    {
        string? policy = specs.CpuPolicy(ref error);
        string? threads = specs.ThreadPolicy(ref error);
        string? emulator = specs.FlavorSpec("hw:emulator_threads_policy");
        if (!string.IsNullOrEmpty(emulator) && emulator is not ("isolate" or "share"))
        {
            error ??= "InvalidEmulatorThreadsPolicy";
        }

        long? pinned = null;
        if (policy == "dedicated")
        {
            pinned = specs.Flavor.Vcpus;
        }
        else if (policy == "mixed")
        {
            pinned = specs.DedicatedCpus(ref error)?.Count ?? 0;
            group.Amounts["VCPU"] = specs.Flavor.Vcpus - pinned.Value;
        }

        if (pinned is { } count)
        {
            group.Amounts["PCPU"] = count + (emulator == "isolate" ? 1 : 0);
        }

        if (threads == "isolate")
        {
            group.Forbidden.Add("HW_CPU_HYPERTHREADING");
        }
        else if (threads == "require")
        {
            group.Required.Add("HW_CPU_HYPERTHREADING");
        }
    }

    private static void AddFlavorItself(Flavor flavor, bool isVolumeBacked, SortedDictionary<string, Group> groups, Group group)
    {
        bool Asks(string resourceClass) => groups.Values.Any(one => one.Amounts.ContainsKey(resourceClass));
        if (!Asks("VCPU") && !Asks("PCPU"))
        {
            group.Amounts["VCPU"] = flavor.Vcpus;
        }

        if (!Asks("MEMORY_MB"))
        {
            group.Amounts["MEMORY_MB"] = flavor.MemoryMiB;
        }

        if (!Asks("DISK_GB"))
        {
            group.Amounts["DISK_GB"] = (isVolumeBacked ? 0 : flavor.RootGiB) + flavor.EphemeralGiB + ((flavor.SwapMiB + 1023) / 1024);
        }
    }

    private static void AddMemoryEncryption(GuestSpecs specs, NovaRelease release, Group group, ref string? error)
    {
        string? flavor = specs.FlavorSpec("hw:mem_encryption");
        string? image = specs.ImageProperty("hw_mem_encryption");
        bool flavorAsks = GuestSpecs.IsTrue(flavor);
        bool imageAsks = GuestSpecs.IsTrue(image);
        if (!flavorAsks && !imageAsks)
        {
            return;
        }

        if (flavor is not null && image is not null && flavorAsks != imageAsks)
        {
            error ??= "FlavorImageConflict";
        }
        else if (specs.ImageProperty("hw_firmware_type") != "uefi")
        {
            error ??= "FlavorImageConflict";
        }
        else if (specs.ImageProperty("hw_machine_type") is { } machine && !machine.Contains("q35", StringComparison.Ordinal))
        {
            error ??= "InvalidMachineType";
        }

        group.Amounts["MEM_ENCRYPTION_CONTEXT"] = 1;
        if (release.Major >= 32)
        {
            group.Required.Add(specs.Agreed("mem_encryption_model", ref error) switch
            {
                "amd-sev-es" => "HW_CPU_X86_AMD_SEV_ES",
                "amd-sev-snp" => "HW_CPU_X86_AMD_SEV_SNP",
                _ => "HW_CPU_X86_AMD_SEV",
            });
        }
    }

    private static void AddPersistentMemory(GuestSpecs specs, Group group)
    {
        foreach (string label in (specs.FlavorSpec("hw:pmem") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string name = "CUSTOM_PMEM_NAMESPACE_" + NotInClassName().Replace(label.ToUpperInvariant(), "_");
            group.Amounts[name] = group.Amounts.GetValueOrDefault(name) + 1;
        }
    }

    private static void AddImpliedTraits(GuestSpecs specs, NovaRelease release, Group group, ref string? error)
    {
        AddTpmTraits(specs, release, group, ref error);
        string? flavorPolicy = specs.FlavorSpec("hw:pci_numa_affinity_policy");
        string? imagePolicy = specs.ImageProperty("hw_pci_numa_affinity_policy");
        if (!string.IsNullOrEmpty(flavorPolicy) && !string.IsNullOrEmpty(imagePolicy) && flavorPolicy != imagePolicy)
        {
            error ??= "ImagePCINUMAPolicyForbidden";
        }

        if ((string.IsNullOrEmpty(flavorPolicy) ? imagePolicy : flavorPolicy) == "socket")
        {
            group.Required.Add("COMPUTE_SOCKET_PCI_NUMA_AFFINITY");
        }

        if (specs.Agreed("secure_boot", ref error, "os") == "required")
        {
            group.Required.Add("COMPUTE_SECURITY_UEFI_SECURE_BOOT");
        }

        if (release.Major >= 27 && specs.Agreed("maxphysaddr_mode", ref error) is { Length: > 0 } mode)
        {
            group.Required.Add(mode == "passthrough" ? "COMPUTE_ADDRESS_SPACE_PASSTHROUGH" : "COMPUTE_ADDRESS_SPACE_EMULATED");
        }

        if (release.Major >= 31 && GuestSpecs.IsTrue(specs.ImageProperty("hw_firmware_stateless")))
        {
            group.Required.Add("COMPUTE_SECURITY_STATELESS_FIRMWARE");
        }
    }

    private static void AddTpmTraits(GuestSpecs specs, NovaRelease release, Group group, ref string? error)
    {
        if (specs.Agreed("tpm_version", ref error) is not { Length: > 0 } version)
        {
            return;
        }

        string? model = specs.Agreed("tpm_model", ref error);
        if (version is not ("1.2" or "2.0") || (model is { Length: > 0 } and not ("tpm-tis" or "tpm-crb")) || (model == "tpm-crb" && version != "2.0"))
        {
            error ??= "Invalid";
        }

        group.Required.Add(version == "1.2" ? "COMPUTE_SECURITY_TPM_1_2" : "COMPUTE_SECURITY_TPM_2_0");
        if (release.Major >= 31)
        {
            group.Required.Add(model == "tpm-crb" ? "COMPUTE_SECURITY_TPM_CRB" : "COMPUTE_SECURITY_TPM_TIS");
        }
    }

    [GeneratedRegex("^(resources|trait)([a-zA-Z0-9_-]{1,64})?:(.*)$")]
    private static partial Regex RequestKey();

    [GeneratedRegex("[^0-9A-Z]+")]
    private static partial Regex NotInClassName();

    /// <summary>A group while it is put together.</summary>
    private sealed class Group
    {
        public Dictionary<string, long> Amounts { get; } = [];

        public SortedSet<string> Required { get; } = new(StringComparer.Ordinal);

        public SortedSet<string> Forbidden { get; } = new(StringComparer.Ordinal);

        public void AddResource(string name, string amount)
        {
            bool isClass = name.StartsWith("CUSTOM_", StringComparison.Ordinal) || StandardClasses.Contains(name);
            if (isClass && long.TryParse(amount, NumberStyles.Integer, CultureInfo.InvariantCulture, out long parsed) && parsed >= 0)
            {
                Amounts[name] = parsed;
            }
        }

        public void AddTrait(string name, string kind)
        {
            if (kind == "required")
            {
                Required.Add(name);
            }
            else if (kind == "forbidden")
            {
                Forbidden.Add(name);
            }
        }

        public PlacementGroup ToGroup(string suffix) => new()
        {
            Suffix = suffix,
            Amounts = Amounts.Where(pair => pair.Value != 0)
                .ToImmutableSortedDictionary(pair => new ResourceClass(pair.Key), pair => pair.Value),
            RequiredTraits = [.. Required],
            ForbiddenTraits = [.. Forbidden],
        };
    }
}
