using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Rules.Filters;

namespace Rebalancer.Rules.Requests;

/// <summary>Traits that Nova's prefilters add to a request.</summary>
/// <remarks>Source: <c>nova.scheduler.request_filter</c>; rules.md section 3.</remarks>
internal static class PrefilterTraits
{
    private static readonly ImmutableArray<(string Property, string Prefix)> ByImage =
    [
        ("hw_architecture", "HW_ARCH"),
        ("hw_cdrom_bus", "COMPUTE_STORAGE_BUS"),
        ("hw_disk_bus", "COMPUTE_STORAGE_BUS"),
        ("hw_emulation_architecture", "COMPUTE_ARCH"),
        ("hw_vif_model", "COMPUTE_NET_VIF_MODEL"),
        ("hw_video_model", "COMPUTE_GRAPHICS_MODEL"),
        ("hw_viommu_model", "COMPUTE_VIOMMU"),
    ];

    /// <summary>The traits that the destination of an instance must have on top of its request, without repeats.</summary>
    public static ImmutableArray<string> Of(Instance instance, ImageProperties image, CloudOptions options, NovaRelease release)
    {
        ImmutableArray<string>.Builder traits = ImmutableArray.CreateBuilder<string>();
        if (options.Filters.PrefiltersByImage)
        {
            foreach ((string property, string prefix) in ByImage)
            {
                string? value = property == "hw_architecture" ? image.Architecture : image[property];
                Add(traits, prefix, value);
            }
        }

        GuestSpecs specs = new(instance.Flavor, InstanceDemand.ImageOf(instance));
        string? error = null;
        if (specs.FlavorSpec("accel:device_profile") is { Length: > 0 })
        {
            Add(traits, "COMPUTE", "ACCELERATORS");
        }

        if (GuestSpecs.IsTrue(specs.Agreed("ephemeral_encryption", ref error)))
        {
            Add(traits, "COMPUTE", "EPHEMERAL_ENCRYPTION");
            Add(traits, "COMPUTE_EPHEMERAL_ENCRYPTION", specs.Agreed("ephemeral_encryption_format", ref error));
        }

        if (release.Major >= 28 && GuestSpecs.IsTrue(specs.Agreed("virtio_packed_ring", ref error)))
        {
            Add(traits, "COMPUTE", "NET_VIRTIO_PACKED");
        }

        if (release.Major >= 31)
        {
            Add(traits, "COMPUTE_SOUND_MODEL", specs.Agreed("sound_model", ref error));
        }

        if (release.Major >= 33 && specs.Agreed("tpm_version", ref error) is { Length: > 0 })
        {
            Add(traits, "COMPUTE_SECURITY_TPM_SECRET_SECURITY", specs.FlavorSpec("hw:tpm_secret_security") is { Length: > 0 } said ? said : "user");
        }

        foreach (Port port in instance.Ports.ValueOr([]))
        {
            if (port.VnicType == "remote-managed")
            {
                Add(traits, "COMPUTE", "REMOTE_MANAGED_PORTS");
            }
        }

        return traits.ToImmutable();
    }

    private static void Add(ImmutableArray<string>.Builder traits, string prefix, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            string trait = $"{prefix}_{value.Replace('-', '_').ToUpperInvariant()}";
            if (!traits.Contains(trait))
            {
                traits.Add(trait);
            }
        }
    }
}
