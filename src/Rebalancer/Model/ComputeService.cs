namespace Rebalancer.Model;

/// <summary>The nova-compute service of a host.</summary>
/// <remarks>Source: Nova's <c>GET /os-services?binary=nova-compute</c>.</remarks>
public sealed record ComputeService
{
    /// <summary>The UUID of the service; <c>null</c> when not read.</summary>
    public string? Id { get; init; }

    /// <summary>Whether the service reports in time and is not forced down.</summary>
    public bool IsUp { get; init; } = true;

    /// <summary>Whether an operator declared the service down.</summary>
    public bool IsForcedDown { get; init; }

    /// <summary>Whether the scheduler may choose the host.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>Why the service is disabled.</summary>
    public string? DisabledReason { get; init; }

    /// <summary>Whether the operator says that the host is fenced (cut off from power or storage).</summary>
    public Fact<bool> IsFenced { get; init; }
}
