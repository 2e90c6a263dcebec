using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rebalancer.OpenStack.Answers;

/// <summary>A server of Nova's <c>GET /servers/detail</c> or <c>GET /servers/{id}</c>, microversion 2.47 or later.</summary>
/// <remarks>A server in a cell that does not answer has little more than its id (2.69).</remarks>
internal sealed record ServerAnswer
{
    public required string Id { get; init; }

    public string? Name { get; init; }

    public string? Status { get; init; }

    public string? TenantId { get; init; }

    /// <summary>An object with an id, or an empty text when booted from a volume.</summary>
    public JsonElement Image { get; init; }

    public ServerFlavorAnswer? Flavor { get; init; }

    /// <summary><c>"True"</c> or empty.</summary>
    public string? ConfigDrive { get; init; }

    [JsonPropertyName("OS-EXT-SRV-ATTR:host")]
    public string? Host { get; init; }

    [JsonPropertyName("OS-EXT-STS:vm_state")]
    public string? VmState { get; init; }

    [JsonPropertyName("OS-EXT-STS:task_state")]
    public string? TaskState { get; init; }

    [JsonPropertyName("OS-EXT-STS:power_state")]
    public int? PowerState { get; init; }

    public bool? Locked { get; init; }

    public List<string>? Tags { get; init; }

    /// <summary>Only when a single server is asked for (2.71).</summary>
    public List<string>? ServerGroups { get; init; }

    /// <summary>Undefined below 2.96.</summary>
    public JsonElement PinnedAvailabilityZone { get; init; }

    /// <summary>Undefined below 2.100.</summary>
    public JsonElement SchedulerHints { get; init; }
}

/// <summary>The flavor embedded in a server.</summary>
internal sealed record ServerFlavorAnswer
{
    public required int Vcpus { get; init; }

    public required int Ram { get; init; }

    public required int Disk { get; init; }

    public int Ephemeral { get; init; }

    [JsonConverter(typeof(NumberOrEmpty))]
    public int Swap { get; init; }

    public required string OriginalName { get; init; }

    /// <summary>Absent where policy hides them.</summary>
    public Dictionary<string, string>? ExtraSpecs { get; init; }
}
