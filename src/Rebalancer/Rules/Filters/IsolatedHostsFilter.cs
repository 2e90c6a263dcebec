using Rebalancer.Model;

namespace Rebalancer.Rules.Filters;

/// <summary>Keeps listed images to listed hosts and, where it restricts, other images off those hosts.</summary>
internal sealed class IsolatedHostsFilter(FilterOptions options) : HostFilter
{
    /// <inheritdoc/>
    public override bool HostPasses(HostState host, RequestSpec spec)
    {
        bool isHostIsolated = options.IsolatedHosts.Contains(host.Host);
        bool isImageIsolated = spec.ImageId is { } image && options.IsolatedImages.Contains(image);
        if (options.IsolatedImages.IsEmpty)
        {
            return !options.RestrictsIsolatedHosts || !isHostIsolated;
        }

        return options.RestrictsIsolatedHosts ? isImageIsolated == isHostIsolated : !isImageIsolated || isHostIsolated;
    }
}
