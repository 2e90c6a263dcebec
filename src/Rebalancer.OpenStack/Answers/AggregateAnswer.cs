namespace Rebalancer.OpenStack.Answers;

/// <summary>An element of Nova's <c>GET /os-aggregates</c> (uuid from 2.41).</summary>
internal sealed record AggregateAnswer
{
    public required long Id { get; init; }

    public string? Uuid { get; init; }

    public required string Name { get; init; }

    public required List<string> Hosts { get; init; }

    public Dictionary<string, string>? Metadata { get; init; }
}
