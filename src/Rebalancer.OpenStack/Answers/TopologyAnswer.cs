namespace Rebalancer.OpenStack.Answers;

/// <summary>Nova's <c>GET /servers/{id}/topology</c> (2.78).</summary>
internal sealed record TopologyAnswer
{
    /// <summary>The guest's cells; empty for a floating guest.</summary>
    public required List<TopologyNode> Nodes { get; init; }

    /// <summary>The page size of all cells; none where the guest asked for none.</summary>
    public int? PagesizeKb { get; init; }
}

/// <summary>One guest cell.</summary>
internal sealed record TopologyNode
{
    /// <summary>The host's cell; absent where policy hides it.</summary>
    public int? HostNode { get; init; }

    /// <summary>Guest CPU to host CPU; absent where policy hides it.</summary>
    public Dictionary<string, int>? CpuPinning { get; init; }
}
