using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Notebooks;

namespace Rebalancer.Rules;

/// <summary>Whether a move is allowed, and if not, every reason.</summary>
[TypeFormatterSource]
public sealed record Verdict
{
    /// <summary>The instance asked about.</summary>
    public required InstanceId Instance { get; init; }

    /// <summary>The host it would leave.</summary>
    public required HostName Source { get; init; }

    /// <summary>The host it would go to.</summary>
    public required HostName Destination { get; init; }

    /// <summary>The kind of move asked about.</summary>
    public required MoveKind Kind { get; init; }

    /// <summary>Every reason against it, in the order of the rules; empty when it is allowed.</summary>
    public ImmutableArray<Refusal> Refusals { get; init; } = [];

    /// <summary>What had to be assumed because nobody said.</summary>
    public ImmutableArray<Assumption> Assumptions { get; init; } = [];

    /// <summary>Whether nothing speaks against the move.</summary>
    public bool IsAllowed => Refusals.IsEmpty;
}

/// <summary>One reason against a move.</summary>
/// <param name="Code">A stable code: <c>nova.*</c>, <c>placement.*</c> or <c>libvirt.*</c> for what the cloud refuses, <c>policy.*</c> for what a policy refuses.</param>
/// <param name="Message">One sentence for a reader.</param>
/// <param name="Remedy">What would lift the refusal, as one sentence.</param>
/// <param name="Facts">The facts that were compared.</param>
public sealed record Refusal(string Code, string Message, string Remedy, ImmutableArray<ComparedFact> Facts);

/// <summary>A fact that a rule compared.</summary>
/// <param name="Name">What it is, such as <c>MEMORY_MB free on compute2</c>.</param>
/// <param name="Needed">What the rule needs.</param>
/// <param name="Found">What it found.</param>
public sealed record ComparedFact(string Name, string Needed, string Found);

/// <summary>Something a rule had to assume.</summary>
/// <param name="Code">A stable code, such as <c>assumed.cell</c>.</param>
/// <param name="Text">What was assumed, as one sentence.</param>
public sealed record Assumption(string Code, string Text);
