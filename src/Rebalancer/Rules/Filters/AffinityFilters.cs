namespace Rebalancer.Rules.Filters;

/// <summary>The hint <c>different_host</c>: no host that holds one of these instances.</summary>
internal sealed class DifferentHostFilter : HostFilter
{
    /// <inheritdoc/>
    public override bool HostPasses(HostState host, RequestSpec spec) => !spec.Hint("different_host").Any(host.Instances.Contains);
}

/// <summary>The hint <c>same_host</c>: only a host that holds one of these instances.</summary>
internal sealed class SameHostFilter : HostFilter
{
    /// <inheritdoc/>
    public override bool HostPasses(HostState host, RequestSpec spec) =>
        spec.Hint("same_host") is not { IsEmpty: false } hint || hint.Any(host.Instances.Contains);
}

/// <summary>Strict anti-affinity: fewer members on the host than one host may hold.</summary>
internal sealed class ServerGroupAntiAffinityFilter : HostFilter
{
    /// <inheritdoc/>
    public override bool HostPasses(HostState host, RequestSpec spec) =>
        spec.Group is not { Policy: "anti-affinity" } group
        || host.Instances.Contains(spec.InstanceId)
        || group.Members.Distinct().Count(host.Instances.Contains) < group.MaxServerPerHost;
}

/// <summary>Strict affinity: only hosts that hold members, the instance's own host among them.</summary>
internal sealed class ServerGroupAffinityFilter : HostFilter
{
    /// <inheritdoc/>
    public override bool HostPasses(HostState host, RequestSpec spec) =>
        spec.Group is not { Policy: "affinity" } group || group.Hosts.IsEmpty || group.Hosts.Contains(host.Host);
}
