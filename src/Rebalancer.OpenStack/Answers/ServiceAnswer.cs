namespace Rebalancer.OpenStack.Answers;

/// <summary>An element of Nova's <c>GET /os-services</c>, microversion 2.53 or later.</summary>
internal sealed record ServiceAnswer
{
    public required string Id { get; init; }

    public required string Host { get; init; }

    public required string Binary { get; init; }

    public required string Status { get; init; }

    public required string State { get; init; }

    public string? Zone { get; init; }

    public string? DisabledReason { get; init; }

    public bool ForcedDown { get; init; }
}
