using System.Collections.Frozen;
using System.Collections.Immutable;
using Rebalancer.Numa;

namespace Rebalancer.Rules.Filters;

/// <summary>The properties of an image under the names Nova knows them by.</summary>
/// <remarks>Source: <c>nova.objects.ImageMetaProps</c>: unknown names are dropped, old ones renamed.</remarks>
internal sealed class ImageProperties
{
    /// <summary>An image without properties.</summary>
    public static readonly ImageProperties None = new(ImmutableSortedDictionary<string, string>.Empty);

    private static readonly FrozenDictionary<string, string> OldNames = new Dictionary<string, string>
    {
        ["architecture"] = "hw_architecture",
        ["owner_id"] = "img_owner_id",
        ["vmware_disktype"] = "hw_disk_type",
        ["vmware_image_version"] = "img_version",
        ["vmware_ostype"] = "os_distro",
        ["auto_disk_config"] = "hw_auto_disk_config",
        ["ipxe_boot"] = "hw_ipxe_boot",
        ["cache_in_nova"] = "img_cache_in_nova",
        ["vm_mode"] = "hw_vm_mode",
        ["root_device_name"] = "img_root_device_name",
        ["hypervisor_version_requires"] = "img_hv_requested_version",
        ["hypervisor_type"] = "img_hv_type",
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string> Texts = FrozenSet.Create(StringComparer.Ordinal,
        "hw_architecture", "hw_emulation_architecture", "hw_auto_disk_config", "hw_cdrom_bus", "hw_cpu_cores", "hw_cpu_sockets",
        "hw_cpu_max_cores", "hw_cpu_max_sockets", "hw_cpu_max_threads", "hw_cpu_policy", "hw_cpu_thread_policy", "hw_cpu_realtime_mask",
        "hw_cpu_threads", "hw_device_id", "hw_disk_bus", "hw_disk_type", "hw_floppy_bus", "hw_firmware_type", "hw_input_bus",
        "hw_machine_type", "hw_maxphysaddr_mode", "hw_maxphysaddr_bits", "hw_mem_encryption_model", "hw_mem_page_size", "hw_numa_nodes",
        "hw_numa_cpus", "hw_numa_mem", "hw_pci_numa_affinity_policy", "hw_pointer_model", "hw_rescue_bus", "hw_rescue_device",
        "hw_rng_model", "hw_serial_port_count", "hw_scsi_model", "hw_sound_model", "hw_usb_model", "hw_redirected_usb_ports",
        "hw_video_model", "hw_video_ram", "hw_vif_model", "hw_viommu_model", "hw_vm_mode", "hw_watchdog_action", "hw_tpm_model",
        "hw_tpm_version", "hw_ephemeral_encryption_format", "hw_ephemeral_encryption_secret_uuid", "img_block_device_mapping",
        "img_compression_level", "img_hv_requested_version", "img_hv_type", "img_config_drive", "img_mappings", "img_owner_id",
        "img_root_device_name", "img_version", "img_signature", "img_signature_hash_method", "img_signature_certificate_uuid",
        "img_signature_key_type", "os_admin_user", "os_command_line", "os_distro", "os_secure_boot", "os_type", "traits_required");

    private static readonly FrozenSet<string> Truths = FrozenSet.Create(StringComparer.Ordinal,
        "hw_boot_menu", "hw_ipxe_boot", "hw_locked_memory", "hw_mem_encryption", "hw_pmu", "hw_qemu_guest_agent", "hw_time_hpet",
        "hw_vif_multiqueue_enabled", "hw_virtio_packed_ring", "hw_ephemeral_encryption", "hw_firmware_stateless", "img_bittorrent",
        "img_bdm_v2", "img_cache_in_nova", "img_linked_clone", "img_use_agent", "img_hide_hypervisor_id", "os_require_quiesce",
        "os_skip_agent_inject_files_at_boot", "os_skip_agent_inject_ssh");

    private readonly ImmutableSortedDictionary<string, string> values;

    private ImageProperties(ImmutableSortedDictionary<string, string> values) => this.values = values;

    /// <summary>The architecture asked for, canonical; <c>null</c> for none.</summary>
    public string? Architecture => CanonicalArchitecture(this["hw_architecture"]);

    /// <summary>The hypervisor asked for, canonical; <c>null</c> for none.</summary>
    public string? HypervisorType => NotEmpty(this["img_hv_type"])?.ToLowerInvariant() switch
    {
        "xapi" => "xen",
        var type => type,
    };

    /// <summary>The mode asked for, canonical; <c>null</c> for none.</summary>
    public string? VmMode => NotEmpty(this["hw_vm_mode"])?.ToLowerInvariant() switch
    {
        "pv" => "xen",
        "hv" or "baremetal" => "hvm",
        var mode => mode,
    };

    /// <summary>A property by its present name; <c>null</c> when the image does not have it.</summary>
    public string? this[string name] => values.GetValueOrDefault(name);

    /// <summary>The properties of an image as its owner wrote them.</summary>
    public static ImageProperties Of(ImmutableSortedDictionary<string, string> written)
    {
        if (written.IsEmpty)
        {
            return None;
        }

        ImmutableSortedDictionary<string, string>.Builder known = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach ((string name, string value) in written)
        {
            if (OldNames.TryGetValue(name, out string? present))
            {
                known[present] = value;
            }
        }

        foreach ((string name, string value) in written)
        {
            if (Texts.Contains(name) || Truths.Contains(name))
            {
                known[name] = value;
            }
        }

        return new ImageProperties(known.ToImmutable());
    }

    /// <summary>Nova's canonical name of an architecture; <c>null</c> for none.</summary>
    public static string? CanonicalArchitecture(string? name) => NotEmpty(name)?.ToLowerInvariant() switch
    {
        "i386" or "i486" or "i586" or "x86_32" or "x86_32p" => "i686",
        "amd64" => "x86_64",
        var other => other,
    };

    /// <summary>A property as Python prints it; <c>null</c> when the image does not have it or it counts as false.</summary>
    public string? Printed(string name) => name switch
    {
        "hw_architecture" => Architecture,
        "img_hv_type" => HypervisorType,
        "hw_vm_mode" => VmMode,
        _ when Truths.Contains(name) => GuestSpecs.IsTrue(this[name]) ? "True" : null,
        _ => this[name] is { Length: > 0 } and not "0" ? this[name] : null,
    };

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
