namespace Rebalancer.Rules.Filters;

/// <summary>The host must have the PCI devices asked for, wherever they hang.</summary>
internal sealed class PciPassthroughFilter : HostFilter
{
    /// <inheritdoc/>
    public override bool HostPasses(HostState host, RequestSpec spec) =>
        spec.Pci.IsEmpty || host.Devices?.Take(spec.Pci, [], null) is not null;
}
