using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Pci;

namespace Rebalancer.Rules;

/// <summary>Translates a flavor and an image into a request to Placement.</summary>
/// <param name="Request">The request; on error what could be made of it.</param>
/// <param name="Error">Nova's exception for contradictory or invalid specs; <c>null</c> when they are sound.</param>
/// <remarks>Source: <c>nova.scheduler.utils.ResourceRequest.from_request_spec</c>, prefilters left out.</remarks>
internal sealed partial record FlavorRequest(PlacementRequest Request, string? Error)
{
    /// <summary>The request of a flavor and an image.</summary>
    public static FlavorRequest Of(GuestSpecs specs, bool isVolumeBacked, NovaRelease release)
    {
        FlavorRequest pinned = Of(specs, isVolumeBacked, release, AddPinning);
        _ = CpuSpecs.ReadPolicy(specs, out CpuAllocationPolicy? policy);
        return policy == CpuAllocationPolicy.Dedicated
            ? pinned with { Request = pinned.Request with { Fallback = Of(specs, isVolumeBacked, release, LeavePinning).Request } }
            : pinned;
    }

    private delegate void Pinning(GuestSpecs specs, PlacementGroupBuilder group, ref string? error);

    private static FlavorRequest Of(GuestSpecs specs, bool isVolumeBacked, NovaRelease release, Pinning addPinning)
    {
        SortedDictionary<string, PlacementGroupBuilder> groups = new(StringComparer.Ordinal);
        PlacementGroupBuilder unnumbered = new();
        groups.Add("", unnumbered);
        string? error = null;
        AddExtraSpecs(specs.Flavor, groups);
        AddImageTraits(specs.Image, unnumbered);
        addPinning(specs, unnumbered, ref error);
        AddFlavorItself(specs.Flavor, isVolumeBacked, groups, unnumbered);
        AddMemoryEncryption(specs, release, unnumbered, ref error);
        AddPersistentMemory(specs, unnumbered);
        AddImpliedTraits(specs, release, unnumbered, ref error);
        ImmutableArray<PlacementGroup> made = [.. groups.Select(pair => pair.Value.ToGroup(pair.Key)).Where(group =>
            !group.Amounts.IsEmpty || !group.RequiredTraits.IsEmpty || !group.ForbiddenTraits.IsEmpty)];
        string? policy = specs.Flavor.ExtraSpecs.GetValueOrDefault("group_policy");
        bool isOpen = policy is not ("isolate" or "none") && groups.Keys.Count(suffix => suffix.Length > 0) > 1;
        PlacementRequest request = Combine(made) with
        {
            IsolatesGroups = policy == "isolate",
            LacksGroupPolicy = isOpen && made.Count(group => group.IsOfOneProvider) > 1,
            LeavesGroupPolicyOpen = isOpen,
        };
        return new FlavorRequest(request, error);
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

    private static void AddExtraSpecs(Flavor flavor, SortedDictionary<string, PlacementGroupBuilder> groups)
    {
        foreach ((string key, string value) in flavor.ExtraSpecs)
        {
            if (RequestKey().Match(key) is { Success: true } match)
            {
                string suffix = match.Groups[2].Value;
                if (!groups.TryGetValue(suffix, out PlacementGroupBuilder? group))
                {
                    groups.Add(suffix, group = new PlacementGroupBuilder());
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

    private static void AddImageTraits(ImmutableSortedDictionary<string, string> image, PlacementGroupBuilder group)
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

    /// <summary>Nova's second query, for hosts set up before there was PCPU, asks as if the guest were not pinned.</summary>
    private static void LeavePinning(GuestSpecs specs, PlacementGroupBuilder group, ref string? error)
    {
    }

    private static void AddPinning(GuestSpecs specs, PlacementGroupBuilder group, ref string? error)
    {
        string? policyError = CpuSpecs.ReadPolicy(specs, out CpuAllocationPolicy? policy);
        string? threadsError = CpuSpecs.ReadThreads(specs, out CpuThreadPolicy? threads);
        string? emulatorError = CpuSpecs.ReadEmulator(specs, out EmulatorThreadsPolicy? emulator);
        error ??= policyError ?? threadsError ?? emulatorError;
        long? pinned = null;
        if (policy == CpuAllocationPolicy.Dedicated)
        {
            pinned = specs.Flavor.Vcpus;
        }
        else if (policy == CpuAllocationPolicy.Mixed)
        {
            string? dedicatedError = CpuSpecs.ReadDedicatedMask(specs, out CpuSet? dedicated);
            string? realtimeError = CpuSpecs.ReadRealtime(specs, out CpuSet? realtime);
            error ??= dedicatedError ?? realtimeError;
            pinned = (dedicated ?? realtime ?? CpuSet.Empty).Count;
            group.Amounts["VCPU"] = specs.Flavor.Vcpus - pinned.Value;
        }

        if (pinned is { } count)
        {
            group.Amounts["PCPU"] = count + (emulator == EmulatorThreadsPolicy.Isolate ? 1 : 0);
        }

        if (threads == CpuThreadPolicy.Isolate)
        {
            group.Forbidden.Add("HW_CPU_HYPERTHREADING");
        }
        else if (threads == CpuThreadPolicy.Require)
        {
            group.Required.Add("HW_CPU_HYPERTHREADING");
        }
    }

    private static void AddFlavorItself(Flavor flavor, bool isVolumeBacked, SortedDictionary<string, PlacementGroupBuilder> groups, PlacementGroupBuilder group)
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

    private static void AddMemoryEncryption(GuestSpecs specs, NovaRelease release, PlacementGroupBuilder group, ref string? error)
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

    private static void AddPersistentMemory(GuestSpecs specs, PlacementGroupBuilder group)
    {
        foreach (string label in (specs.FlavorSpec("hw:pmem") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string name = "CUSTOM_" + NotInClassName().Replace("PMEM_NAMESPACE_" + label.ToUpperInvariant(), "_");
            group.Amounts[name] = group.Amounts.GetValueOrDefault(name) + 1;
        }
    }

    private static void AddImpliedTraits(GuestSpecs specs, NovaRelease release, PlacementGroupBuilder group, ref string? error)
    {
        AddTpmTraits(specs, release, group, ref error);
        string? flavorPolicy = specs.FlavorSpec("hw:pci_numa_affinity_policy");
        string? imagePolicy = specs.ImageProperty("hw_pci_numa_affinity_policy");
        if (!string.IsNullOrEmpty(flavorPolicy) && !string.IsNullOrEmpty(imagePolicy) && flavorPolicy != imagePolicy)
        {
            error ??= "ImagePCINUMAPolicyForbidden";
        }

        string? policy = string.IsNullOrEmpty(flavorPolicy) ? imagePolicy : flavorPolicy;
        if (policy is { Length: > 0 }
            and not (PciNumaPolicy.Legacy or PciNumaPolicy.Required or PciNumaPolicy.Preferred or PciNumaPolicy.Socket))
        {
            error ??= "InvalidPCINUMAAffinity";
        }
        else if (policy == PciNumaPolicy.Socket)
        {
            group.Required.Add("COMPUTE_SOCKET_PCI_NUMA_AFFINITY");
        }

        string? secureBoot = specs.Agreed("secure_boot", ref error, "os");
        if (secureBoot is { Length: > 0 } and not ("required" or "optional" or "disabled"))
        {
            error ??= "Invalid";
        }
        else if (secureBoot == "required")
        {
            group.Required.Add("COMPUTE_SECURITY_UEFI_SECURE_BOOT");
        }

        if (release.Major >= 27 && specs.Agreed("maxphysaddr_mode", ref error) is { Length: > 0 } mode)
        {
            if (mode is not ("passthrough" or "emulate"))
            {
                error ??= "Invalid";
            }

            group.Required.Add(mode == "passthrough" ? "COMPUTE_ADDRESS_SPACE_PASSTHROUGH" : "COMPUTE_ADDRESS_SPACE_EMULATED");
        }

        if (release.Major >= 31 && GuestSpecs.IsTrue(specs.ImageProperty("hw_firmware_stateless")))
        {
            group.Required.Add("COMPUTE_SECURITY_STATELESS_FIRMWARE");
        }
    }

    private static void AddTpmTraits(GuestSpecs specs, NovaRelease release, PlacementGroupBuilder group, ref string? error)
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
}
