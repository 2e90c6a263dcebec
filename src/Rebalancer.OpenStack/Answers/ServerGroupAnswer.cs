namespace Rebalancer.OpenStack.Answers;

/// <summary>An element of Nova's <c>GET /os-server-groups</c>; one policy from 2.64 on, a list before.</summary>
internal sealed record ServerGroupAnswer
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public string? Policy { get; init; }

    public List<string>? Policies { get; init; }

    public ServerGroupRules? Rules { get; init; }

    public required List<string> Members { get; init; }
}

/// <summary>The rules of a server group's policy.</summary>
internal sealed record ServerGroupRules
{
    public int? MaxServerPerHost { get; init; }
}
