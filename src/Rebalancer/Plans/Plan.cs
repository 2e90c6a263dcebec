using System.Collections.Immutable;
using Rebalancer.Findings;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Notebooks;
using Rebalancer.Rules;

namespace Rebalancer.Plans;

/// <summary>Ordered steps towards a goal, with how good they are and what they leave undone.</summary>
[TypeFormatterSource]
public sealed record Plan
{
    /// <summary>The goal it was made for.</summary>
    public required Goal Goal { get; init; }

    /// <summary>The policies it was made under.</summary>
    public required Profile Profile { get; init; }

    /// <summary>A digest of the cluster it was made for (SHA-256 of its JSON, lower-case hexadecimal); empty for a plan by hand.</summary>
    public string ClusterDigest { get; init; } = "";

    /// <summary>What was achieved.</summary>
    public required PlanOutcome Outcome { get; init; }

    /// <summary>The steps; where limits make some wait, the earlier in this list goes first.</summary>
    public ImmutableArray<PlanStep> Steps { get; init; } = [];

    /// <summary>Objective levels, the most important first.</summary>
    public ImmutableArray<ObjectiveLevel> Levels { get; init; } = [];

    /// <summary>Instances that the goal would have moved and that stay, with their reasons.</summary>
    public ImmutableArray<LeftBehind> LeftBehind { get; init; } = [];

    /// <summary>For each host that the goal wants to be able to lose: where its instances would go once the plan is done.</summary>
    public ImmutableArray<FailureWitness> Witnesses { get; init; } = [];

    /// <summary>What would have to change for the goal to be met in full; empty where it is, or where nothing was found.</summary>
    public ImmutableArray<Relaxation> Relaxations { get; init; } = [];

    /// <summary>What the plan had to assume.</summary>
    public ImmutableArray<Assumption> Assumptions { get; init; } = [];

    /// <summary>Warnings of the cluster that a reader of the plan should know.</summary>
    public ImmutableArray<Finding> Warnings { get; init; } = [];
}

/// <summary>What a planner achieved.</summary>
public enum PlanOutcome
{
    /// <summary>The goal is met and no plan is better at any level of placement.</summary>
    Optimal,

    /// <summary>The goal is met; the levels say how far it may be from the best.</summary>
    Feasible,

    /// <summary>The goal is met in part; the rest is left behind with reasons.</summary>
    Partial,

    /// <summary>Nothing of the goal can be met, as proven.</summary>
    Infeasible,

    /// <summary>No plan was found within the limits of time or work.</summary>
    NoPlanInTime,
}

/// <summary>One level of a lexicographic objective; less is better.</summary>
/// <param name="Name">What is counted, such as <c>moves</c>.</param>
/// <param name="Unit">The unit, such as <c>instances</c> or <c>MiB</c>.</param>
/// <param name="Value">What the plan reaches.</param>
/// <param name="Bound">What no plan can go below, the levels before being as they are.</param>
public sealed record ObjectiveLevel(string Name, string Unit, double Value, double Bound)
{
    /// <summary>(value - bound) / value; 0 when the value is 0.</summary>
    public double Gap => Value == 0 ? 0 : (Value - Bound) / Value;
}

/// <summary>An instance that stays although the goal would have moved it.</summary>
/// <param name="Instance">The instance.</param>
/// <param name="Host">Where it stays.</param>
/// <param name="Proof">Whether that it must stay is proven.</param>
/// <param name="Reasons">Why, the most telling first: the verdicts' refusals grouped by code with the hosts they concern.</param>
public sealed record LeftBehind(InstanceId Instance, HostName Host, StayProof Proof, ImmutableArray<StayReason> Reasons);

/// <summary>How sure it is that an instance must stay.</summary>
public enum StayProof
{
    /// <summary>No host and kind of move is allowed for it, wherever the others are.</summary>
    CannotMove,

    /// <summary>It could move by itself, but not together with the others that leave.</summary>
    NoRoomForAll,

    /// <summary>The search ended before it could tell.</summary>
    NotProven,
}

/// <summary>One reason why an instance stays.</summary>
/// <param name="Code">The refusal's code.</param>
/// <param name="Message">One sentence; where hosts differ, that of the first host.</param>
/// <param name="Remedy">What would lift it.</param>
/// <param name="Hosts">The destinations it holds for, in the cluster's order; empty when it holds for the instance itself.</param>
public sealed record StayReason(string Code, string Message, string Remedy, ImmutableArray<HostName> Hosts)
{
    /// <summary>How many more destinations it holds for that <see cref="Hosts"/> does not name, where there are very many.</summary>
    public int MoreHosts { get; init; }
}
