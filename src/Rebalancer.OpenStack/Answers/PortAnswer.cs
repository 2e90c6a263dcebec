using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rebalancer.OpenStack.Answers;

/// <summary>An element of Neutron's <c>GET /v2.0/ports</c>.</summary>
internal sealed record PortAnswer
{
    public required string Id { get; init; }

    public string? DeviceId { get; init; }

    [JsonPropertyName("binding:vnic_type")]
    public string? VnicType { get; init; }

    [JsonPropertyName("binding:profile")]
    public JsonElement Profile { get; init; }

    /// <summary>An object where bandwidth is guaranteed; null or absent where not.</summary>
    public JsonElement ResourceRequest { get; init; }
}
