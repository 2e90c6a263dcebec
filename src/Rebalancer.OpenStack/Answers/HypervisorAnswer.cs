using System.Text.Json;

namespace Rebalancer.OpenStack.Answers;

/// <summary>An element of Nova's <c>GET /os-hypervisors/detail</c>, microversion 2.53 or later.</summary>
internal sealed record HypervisorAnswer
{
    public required string Id { get; init; }

    public required string HypervisorHostname { get; init; }

    public required HypervisorService Service { get; init; }

    public string? State { get; init; }

    public string? Status { get; init; }

    public string? HostIp { get; init; }

    public string? HypervisorType { get; init; }

    public int? HypervisorVersion { get; init; }

    /// <summary>An object up to 2.87 (a text with JSON below 2.28), absent from 2.88 on.</summary>
    public JsonElement CpuInfo { get; init; }
}

/// <summary>The service of a hypervisor.</summary>
internal sealed record HypervisorService
{
    public required string Host { get; init; }

    public string? DisabledReason { get; init; }
}

/// <summary>What libvirt reports of a host's CPU.</summary>
internal sealed record CpuInfoAnswer
{
    public string? Arch { get; init; }

    public string? Model { get; init; }

    public string? Vendor { get; init; }

    public List<string>? Features { get; init; }
}
