using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Rules;

namespace Rebalancer.Advice;

/// <summary>Something about a cloud that its operator may want to mend before instances have to move.</summary>
public sealed record AdviceFinding
{
    /// <summary>How much it matters.</summary>
    public required AdviceSeverity Severity { get; init; }

    /// <summary>A stable code, such as <c>advice.ssh-keys</c>; <see cref="Advisor"/> lists all.</summary>
    public required string Code { get; init; }

    /// <summary>What is the matter, as one sentence.</summary>
    public required string Message { get; init; }

    /// <summary>The hosts concerned, in the order of the cluster; empty where it is no matter of hosts.</summary>
    public ImmutableArray<HostName> Hosts { get; init; } = [];

    /// <summary>The instances concerned, in the order of the cluster; empty where it is no matter of instances.</summary>
    public ImmutableArray<InstanceId> Instances { get; init; } = [];

    /// <summary>The facts that were compared.</summary>
    public ImmutableArray<ComparedFact> Facts { get; init; } = [];

    /// <summary>What goes wrong if it stays so.</summary>
    public required string Why { get; init; }

    /// <summary>What to do about it.</summary>
    public required string Remedy { get; init; }

    /// <summary>Lines of <c>nova.conf</c> that are right; <c>null</c> where no configuration mends it.</summary>
    public string? Snippet { get; init; }
}

/// <summary>How much a piece of advice matters.</summary>
public enum AdviceSeverity
{
    /// <summary>Worth knowing; nothing has to be mended.</summary>
    Note,

    /// <summary>Moves will be refused, fail or do harm that need not.</summary>
    Warning,

    /// <summary>Something does not work as configured, or a rule is broken already.</summary>
    Error,
}
