namespace Rebalancer.Model;

/// <summary>What Placement says a host has of one resource class.</summary>
/// <remarks>Source: Placement's <c>GET /resource_providers/{uuid}/inventories</c>; rules.md section 3.</remarks>
public sealed record Inventory
{
    /// <summary>The resource class.</summary>
    public required ResourceClass ResourceClass { get; init; }

    /// <summary>The physical total, at least 1.</summary>
    public required long Total { get; init; }

    /// <summary>What is kept back, 0 to <see cref="Total"/>.</summary>
    public long Reserved { get; init; }

    /// <summary>The overcommit ratio, above 0.</summary>
    public double AllocationRatio { get; init; } = 1.0;

    /// <summary>The smallest amount that one request may ask.</summary>
    public long MinUnit { get; init; } = 1;

    /// <summary>The largest amount that one request may ask, whatever the ratio.</summary>
    public long MaxUnit { get; init; } = int.MaxValue;

    /// <summary>Every request is a multiple of this.</summary>
    public long StepSize { get; init; } = 1;
}
