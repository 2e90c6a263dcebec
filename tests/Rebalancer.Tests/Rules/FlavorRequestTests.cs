using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Rules;

namespace Rebalancer.Tests.Rules;

/// <summary>What a flavor and an image ask of Placement, as Nova's <c>ResourceRequest.from_request_spec</c> answers it.</summary>
public class FlavorRequestTests
{
    [Theory]
    [InlineData("", "required", "'': DISK_GB=20 MEMORY_MB=4096 VCPU=4 +CUSTOM_A")]
    [InlineData("1", "required", "'': DISK_GB=20 MEMORY_MB=4096 VCPU=4 | '1': +CUSTOM_A")]
    [InlineData("_A", "forbidden", "'': DISK_GB=20 MEMORY_MB=4096 VCPU=4 | '_A': -CUSTOM_A")]
    [InlineData("", "bogus", "'': DISK_GB=20 MEMORY_MB=4096 VCPU=4")]
    public void A_trait_belongs_to_the_group_of_its_suffix(string suffix, string word, string expected) =>
        Assert.Equal(expected, Asked([($"trait{suffix}:CUSTOM_A", word)]));

    [Theory]
    [InlineData("trait:", "'': DISK_GB=20 MEMORY_MB=4096 VCPU=4")]
    [InlineData("trait:|trait:CUSTOM_A", "'': DISK_GB=20 MEMORY_MB=4096 VCPU=4 + +CUSTOM_A")]
    public void A_trait_without_a_name_counts_only_beside_others(string keys, string expected) =>
        Assert.Equal(expected, Asked([.. keys.Split('|').Select(key => (key, "required"))]));

    [Theory]
    [InlineData("resources:VCPU", "2", "'': DISK_GB=20 MEMORY_MB=4096 VCPU=2")]
    [InlineData("resources:VCPU", "0", "'': DISK_GB=20 MEMORY_MB=4096")]
    [InlineData("resources:DISK_GB", "0", "'': MEMORY_MB=4096 VCPU=4")]
    [InlineData("resources1:MEMORY_MB", "512", "'': DISK_GB=20 VCPU=4 | '1': MEMORY_MB=512")]
    [InlineData("resources1:CUSTOM_FPGA", " 3", "'': DISK_GB=20 MEMORY_MB=4096 VCPU=4 | '1': CUSTOM_FPGA=3")]
    [InlineData("resources:CUSTOM_FPGA", "-1", "'': DISK_GB=20 MEMORY_MB=4096 VCPU=4")]
    [InlineData("resources:BOGUS", "1", "'': DISK_GB=20 MEMORY_MB=4096 VCPU=4")]
    public void Explicit_resources_replace_what_the_flavor_itself_would_ask_and_zero_removes_it(string key, string amount, string expected) =>
        Assert.Equal(expected, Asked([(key, amount)]));

    [Fact]
    public void Traits_of_the_image_join_the_group_without_a_suffix() => Assert.Equal(
        "'': DISK_GB=20 MEMORY_MB=4096 VCPU=4 +CUSTOM_A | '1': VGPU=1",
        Asked([("resources1:VGPU", "1")], [("trait:CUSTOM_A", "required")]));

    [Theory]
    [InlineData("isolate", null)]
    [InlineData("none", null)]
    public void A_group_policy_is_no_resource(string policy, string? error)
    {
        Assert.Equal("'': DISK_GB=20 MEMORY_MB=4096 VCPU=4", Asked([("group_policy", policy)]));
        Assert.Equal(error, Made([("group_policy", policy)], []).Error);
    }

    [Theory]
    [InlineData("hw:cpu_thread_policy", "isolate", "-HW_CPU_HYPERTHREADING")]
    [InlineData("hw:cpu_thread_policy", "require", "+HW_CPU_HYPERTHREADING")]
    [InlineData("hw:pci_numa_affinity_policy", "socket", "+COMPUTE_SOCKET_PCI_NUMA_AFFINITY")]
    [InlineData("os:secure_boot", "required", "+COMPUTE_SECURITY_UEFI_SECURE_BOOT")]
    [InlineData("hw:maxphysaddr_mode", "passthrough", "+COMPUTE_ADDRESS_SPACE_PASSTHROUGH")]
    [InlineData("hw:maxphysaddr_mode", "emulate", "+COMPUTE_ADDRESS_SPACE_EMULATED")]
    [InlineData("hw:tpm_version", "1.2", "+COMPUTE_SECURITY_TPM_1_2 +COMPUTE_SECURITY_TPM_TIS")]
    [InlineData("hw:tpm_version", "2.0", "+COMPUTE_SECURITY_TPM_2_0 +COMPUTE_SECURITY_TPM_TIS")]
    public void Extra_specs_imply_traits(string key, string value, string traits) =>
        Assert.Equal("'': DISK_GB=20 MEMORY_MB=4096 VCPU=4 " + traits, Asked([(key, value)]));

    [Theory]
    [InlineData("os:secure_boot", "optional")]
    [InlineData("hw:pci_numa_affinity_policy", "required")]
    [InlineData("hw:cpu_thread_policy", "prefer")]
    [InlineData("hw:tpm_model", "tpm-crb")]
    public void Some_extra_specs_imply_nothing(string key, string value) =>
        Assert.Equal("'': DISK_GB=20 MEMORY_MB=4096 VCPU=4", Asked([(key, value)]));

    [Theory]
    [InlineData("4GB", "CUSTOM_PMEM_NAMESPACE_4GB=1")]
    [InlineData("4GB, 8GB,4GB", "CUSTOM_PMEM_NAMESPACE_4GB=2 CUSTOM_PMEM_NAMESPACE_8GB=1")]
    [InlineData("a--b", "CUSTOM_PMEM_NAMESPACE_A_B=1")]
    [InlineData("-a", "CUSTOM_PMEM_NAMESPACE_A=1")]
    public void Persistent_memory_asks_for_a_namespace_of_its_label(string labels, string amounts) =>
        Assert.Equal($"'': {amounts} DISK_GB=20 MEMORY_MB=4096 VCPU=4", Asked([("hw:pmem", labels)]));

    [Theory]
    [InlineData("hw:pci_numa_affinity_policy", "near", "InvalidPCINUMAAffinity")]
    [InlineData("os:secure_boot", "yes", "Invalid")]
    [InlineData("hw:maxphysaddr_mode", "wide", "Invalid")]
    [InlineData("hw:tpm_version", "3.0", "Invalid")]
    [InlineData("hw:cpu_policy", "pinned", "InvalidCPUAllocationPolicy")]
    [InlineData("hw:cpu_thread_policy", "none", "InvalidCPUThreadAllocationPolicy")]
    [InlineData("hw:emulator_threads_policy", "none", "InvalidEmulatorThreadsPolicy")]
    public void Words_that_Nova_does_not_know_are_errors(string key, string value, string error) =>
        Assert.Equal(error, Made([(key, value)], []).Error);

    [Theory]
    [InlineData("hw:cpu_dedicated_mask", "0-3", "InvalidMixedInstanceDedicatedMask")]
    [InlineData("hw:cpu_dedicated_mask", "7", "InvalidMixedInstanceDedicatedMask")]
    [InlineData("hw:cpu_dedicated_mask", "^0-1", null)]
    public void A_mixed_guest_pins_some_of_its_cpus_but_not_all(string key, string mask, string? error) =>
        Assert.Equal(error, Made([("hw:cpu_policy", "mixed"), (key, mask)], []).Error);

    [Theory]
    [InlineData("uefi", "q35", null)]
    [InlineData("uefi", "pc-q35-8.2", null)]
    [InlineData("uefi", null, null)]
    [InlineData("uefi", "pc", "InvalidMachineType")]
    [InlineData("bios", "q35", "FlavorImageConflict")]
    [InlineData(null, "q35", "FlavorImageConflict")]
    public void Memory_encryption_needs_uefi_and_a_q35_machine(string? firmware, string? machine, string? error)
    {
        List<(string, string)> image = [];
        if (firmware is not null)
        {
            image.Add(("hw_firmware_type", firmware));
        }

        if (machine is not null)
        {
            image.Add(("hw_machine_type", machine));
        }

        Assert.Equal(error, Made([("hw:mem_encryption", "true")], [.. image]).Error);
        Assert.Equal(error, Made([], [("hw_mem_encryption", "true"), .. image]).Error);
        Assert.Equal("FlavorImageConflict", Made([("hw:mem_encryption", "true")], [("hw_mem_encryption", "false"), .. image]).Error);
    }

    [Theory]
    [InlineData(31, null, "")]
    [InlineData(32, null, " +HW_CPU_X86_AMD_SEV")]
    [InlineData(31, "amd-sev-es", "")]
    [InlineData(32, "amd-sev", " +HW_CPU_X86_AMD_SEV")]
    [InlineData(32, "amd-sev-es", " +HW_CPU_X86_AMD_SEV_ES")]
    [InlineData(32, "amd-sev-snp", " +HW_CPU_X86_AMD_SEV_SNP")]
    public void The_kind_of_memory_encryption_is_asked_for_from_2025_2_on(int release, string? model, string traits)
    {
        (string, string)[] specs = model is null ? [("hw:mem_encryption", "true")] : [("hw:mem_encryption", "true"), ("hw:mem_encryption_model", model)];
        Assert.Equal(
            "'': DISK_GB=20 MEMORY_MB=4096 MEM_ENCRYPTION_CONTEXT=1 VCPU=4" + traits,
            Print(Made(specs, [("hw_firmware_type", "uefi")], new NovaRelease(release))));
    }

    [Theory]
    [InlineData(26, "")]
    [InlineData(27, " +COMPUTE_ADDRESS_SPACE_PASSTHROUGH")]
    public void The_width_of_addresses_is_asked_for_from_2023_1_on(int release, string traits) => Assert.Equal(
        "'': DISK_GB=20 MEMORY_MB=4096 VCPU=4" + traits,
        Print(Made([("hw:maxphysaddr_mode", "passthrough")], [], new NovaRelease(release))));

    [Theory]
    [InlineData(30, "+COMPUTE_SECURITY_TPM_2_0")]
    [InlineData(31, "+COMPUTE_SECURITY_TPM_2_0 +COMPUTE_SECURITY_TPM_CRB")]
    public void The_model_of_a_virtual_tpm_is_asked_for_from_2025_1_on(int release, string traits) => Assert.Equal(
        "'': DISK_GB=20 MEMORY_MB=4096 VCPU=4 " + traits,
        Print(Made([("hw:tpm_version", "2.0"), ("hw:tpm_model", "tpm-crb")], [], new NovaRelease(release))));

    private static string Asked((string Key, string Value)[] extraSpecs, (string Key, string Value)[]? image = null) =>
        Print(Made(extraSpecs, image ?? []));

    private static FlavorRequest Made((string Key, string Value)[] extraSpecs, (string Key, string Value)[] image, NovaRelease? release = null)
    {
        Flavor flavor = new() { Name = "m1", Vcpus = 4, MemoryMiB = 4096, RootGiB = 20, ExtraSpecs = Map(extraSpecs) };
        return FlavorRequest.Of(new GuestSpecs(flavor, Map(image)), isVolumeBacked: false, release ?? NovaRelease.Gazpacho);
    }

    private static ImmutableSortedDictionary<string, string> Map((string Key, string Value)[] pairs) =>
        pairs.ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);

    private static string Print(FlavorRequest made) => string.Join(" | ", made.Request.Groups.Select(group => string.Join(
        ' ',
        group.Amounts.Select(pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal)
            .Concat(group.RequiredTraits.Select(trait => "+" + trait))
            .Concat(group.ForbiddenTraits.Select(trait => "-" + trait))
            .Prepend($"'{group.Suffix}':"))));
}
