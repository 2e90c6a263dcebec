namespace Rebalancer.OpenStack.Answers;

/// <summary>An element of Nova's <c>GET /os-migrations</c> (2.59).</summary>
internal sealed record MigrationAnswer
{
    public required long Id { get; init; }

    public required string Uuid { get; init; }

    public required string InstanceUuid { get; init; }

    public required string Status { get; init; }

    public string? MigrationType { get; init; }

    public string? SourceCompute { get; init; }

    public string? DestCompute { get; init; }
}
