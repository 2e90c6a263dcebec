namespace Rebalancer.Model;

/// <summary>What the owner of an instance allows.</summary>
/// <param name="Moves">Which moves are allowed.</param>
/// <param name="NotBefore">No move before this moment; <c>null</c> for at any time.</param>
public sealed record OwnerPolicy(AllowedMoves Moves, DateTimeOffset? NotBefore = null);

/// <summary>Which moves an owner allows.</summary>
public enum AllowedMoves
{
    /// <summary>Only moves without downtime. The default.</summary>
    LiveOnly,

    /// <summary>Also a cold migration, with downtime.</summary>
    MayBeCold,

    /// <summary>None.</summary>
    Never,
}
