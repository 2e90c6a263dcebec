using Rebalancer.Model;

namespace Rebalancer.Rules.Filters;

/// <summary>Fewer instances on the host than <c>max_instances_per_host</c>.</summary>
internal sealed class NumInstancesFilter(FilterOptions options) : HostFilter
{
    /// <inheritdoc/>
    public override bool HostPasses(HostState host, RequestSpec spec) => host.InstanceCount < options.MaxInstancesPerHost;
}

/// <summary>The same, where aggregates may set the limit.</summary>
internal sealed class AggregateNumInstancesFilter(FilterOptions options) : HostFilter
{
    /// <inheritdoc/>
    public override bool HostPasses(HostState host, RequestSpec spec) => host.InstanceCount < LimitOf(host.Aggregates);

    /// <summary>How many instances a host of these aggregates may hold.</summary>
    public int LimitOf(AggregateMetadata aggregates) => aggregates.SmallestOr("max_instances_per_host", options.MaxInstancesPerHost);
}

/// <summary>Fewer instances busy with disks than <c>max_io_ops_per_host</c>.</summary>
internal sealed class IoOpsFilter(FilterOptions options) : HostFilter
{
    /// <inheritdoc/>
    public override bool HostPasses(HostState host, RequestSpec spec) => host.IoOps < options.MaxIoOpsPerHost;
}

/// <summary>The same, where aggregates may set the limit.</summary>
internal sealed class AggregateIoOpsFilter(FilterOptions options) : HostFilter
{
    /// <inheritdoc/>
    public override bool HostPasses(HostState host, RequestSpec spec) =>
        host.IoOps < host.Aggregates.SmallestOr("max_io_ops_per_host", options.MaxIoOpsPerHost);
}
