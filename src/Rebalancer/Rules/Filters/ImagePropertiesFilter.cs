namespace Rebalancer.Rules.Filters;

/// <summary>The architecture, hypervisor and mode that an image asks for must be among those the host can run.</summary>
/// <param name="defaultArchitecture"><c>image_properties_default_architecture</c>; <c>null</c> for none.</param>
internal sealed class ImagePropertiesFilter(string? defaultArchitecture = null) : HostFilter
{
    /// <inheritdoc/>
    public override bool HostPasses(HostState host, RequestSpec spec)
    {
        string? architecture = spec.Image.Architecture ?? ImageProperties.CanonicalArchitecture(defaultArchitecture);
        string? hypervisor = spec.Image.HypervisorType;
        string? mode = spec.Image.VmMode;
        if (architecture is null && hypervisor is null && mode is null)
        {
            return true;
        }

        return host.SupportedInstances is { } supported
            && supported.Any(triple => Has(triple, architecture) && Has(triple, hypervisor) && Has(triple, mode))
            && HasVersion(host.HypervisorVersion, spec.Image["img_hv_requested_version"]);
    }

    private static bool Has(IReadOnlyList<string> triple, string? wanted) => wanted is null || triple.Contains(wanted, StringComparer.Ordinal);

    private static bool HasVersion(long? version, string? required) =>
        version is null or 0 || string.IsNullOrEmpty(required) || VersionPredicate.Parse(required).IsSatisfiedBy(version.Value);
}
