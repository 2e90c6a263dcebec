using System.Collections.Immutable;

namespace Rebalancer.Plans;

/// <summary>Changes that together would make the goal reachable in full.</summary>
/// <param name="Changes">The changes.</param>
/// <param name="IsSmallest">Whether it is proven that no smaller number of the changes that were considered is enough.</param>
/// <param name="IsIrreducible">Whether it is proven that the goal would not be reachable without any one of the changes.</param>
public sealed record Relaxation(ImmutableArray<Change> Changes, bool IsSmallest, bool IsIrreducible);

/// <summary>One change to the cloud, the policies or the goal.</summary>
/// <param name="Kind">What is changed.</param>
/// <param name="Subject">Of what: the host to add one like, the policy's name in JSON, the instance's id, the server group's id, the limit's name in JSON.</param>
/// <param name="Text">The change as one sentence.</param>
public sealed record Change(ChangeKind Kind, string Subject, string Text);

/// <summary>What a change concerns.</summary>
public enum ChangeKind
{
    /// <summary>One more host, empty, like the one named.</summary>
    AddHost,

    /// <summary>A policy of the profile that is not insisted on.</summary>
    RelaxPolicy,

    /// <summary>An owner who allows downtime, now or at all.</summary>
    AllowMove,

    /// <summary>A running instance that is stopped, which then moves cold.</summary>
    StopInstance,

    /// <summary>A server group that asks for company or distance only where possible.</summary>
    LoosenGroup,

    /// <summary>A limit of the goal that is lifted.</summary>
    LiftLimit,
}
