using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Rules;

namespace Rebalancer.Plans;

/// <summary>A vertex of a plan.</summary>
public abstract record PlanStep
{
    private protected PlanStep()
    {
    }

    /// <summary>The number of the step, from 1, unique in its plan.</summary>
    public required int Id { get; init; }

    /// <summary>The steps that must have ended, in ascending order: a live move by its release, a cold one by having reached VERIFY_RESIZE (its release is the confirm step).</summary>
    public ImmutableArray<int> After { get; init; } = [];

    /// <summary>Why the step is there, as one sentence.</summary>
    public string Why { get; init; } = "";
}

/// <summary>Disable the compute service of a host.</summary>
/// <param name="Host">The host.</param>
/// <param name="Reason">The reason that Nova shows.</param>
public sealed record DisableStep(HostName Host, string Reason) : PlanStep;

/// <summary>Enable the compute service of a host.</summary>
/// <param name="Host">The host.</param>
public sealed record EnableStep(HostName Host) : PlanStep;

/// <summary>Move an instance.</summary>
/// <param name="Instance">The instance.</param>
/// <param name="Source">The host it is on by then.</param>
/// <param name="Destination">The host it goes to.</param>
/// <param name="Kind">How it goes.</param>
public sealed record MoveStep(InstanceId Instance, HostName Source, HostName Destination, MoveKind Kind) : PlanStep;

/// <summary>Confirm a cold migration of this plan, which releases its source.</summary>
/// <param name="Instance">The instance.</param>
/// <param name="Move">The number of the cold move, which the step comes after.</param>
public sealed record ConfirmStep(InstanceId Instance, int Move) : PlanStep;

/// <summary>Wait until a migration that the snapshot saw in flight has ended and released its source.</summary>
/// <param name="Instance">The instance that moves.</param>
/// <param name="MigrationId">The UUID of the migration.</param>
public sealed record WaitStep(InstanceId Instance, string MigrationId) : PlanStep;

/// <summary>Wait until the operator has done what these hosts were emptied for.</summary>
/// <param name="Hosts">The hosts, empty by then.</param>
public sealed record MaintainStep(ImmutableArray<HostName> Hosts) : PlanStep;
