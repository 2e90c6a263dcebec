namespace Rebalancer.Rules.Filters;

/// <summary>Only hosts whose service is enabled and up.</summary>
internal sealed class ComputeFilter : HostFilter
{
    /// <inheritdoc/>
    public override bool HostPasses(HostState host, RequestSpec spec) => host.IsEnabled && host.IsUp;
}
