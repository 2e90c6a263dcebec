using System.Text.Json.Serialization;

namespace Rebalancer.OpenStack.Answers;

/// <summary>An element of Placement's <c>GET /resource_providers</c> (1.14).</summary>
internal sealed record ProviderAnswer
{
    public required string Uuid { get; init; }

    public required string Name { get; init; }

    public required string RootProviderUuid { get; init; }
}

/// <summary>One class of <c>GET /resource_providers/{uuid}/inventories</c>.</summary>
internal sealed record InventoryAnswer
{
    public required int Total { get; init; }

    public int Reserved { get; init; }

    public int? MinUnit { get; init; }

    public int? MaxUnit { get; init; }

    public int? StepSize { get; init; }

    public double? AllocationRatio { get; init; }
}

/// <summary>What one consumer holds of one provider.</summary>
internal sealed record AllocationAnswer
{
    /// <summary>Class to amount; Placement's classes are upper-case and stay as they are.</summary>
    [JsonPropertyName("resources")]
    public required Dictionary<string, int> Resources { get; init; }
}
