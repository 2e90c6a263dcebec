namespace Rebalancer.OpenStack.Answers;

/// <summary>An element of Nova's <c>GET /flavors/detail</c> (2.61): read for the extra specs that a server may not show.</summary>
internal sealed record FlavorAnswer
{
    public required string Name { get; init; }

    public Dictionary<string, string>? ExtraSpecs { get; init; }
}
