using Rebalancer.Model;

namespace Rebalancer.Execution.Cloud;

/// <summary>An instance as Nova tells it now.</summary>
/// <param name="Id">Its UUID.</param>
/// <param name="Host">The host it is on; <c>null</c> for none.</param>
/// <param name="VmState">Nova's <c>vm_state</c>.</param>
/// <param name="TaskState">Nova's <c>task_state</c>; <c>null</c> when no task runs.</param>
/// <param name="PowerState">Whether its guest runs.</param>
/// <param name="Fault">The text of its fault, when it is in error.</param>
public sealed record InstanceReading(
    InstanceId Id, HostName? Host, VmState VmState, string? TaskState, PowerState PowerState, string? Fault = null);

/// <summary>A migration as Nova tells it now.</summary>
/// <param name="Id">Its UUID: the consumer that holds the source's allocation.</param>
/// <param name="Number">Its number, by which it is aborted or forced.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Status">Nova's status, such as <c>running</c>.</param>
/// <param name="Source">The host it leaves.</param>
/// <param name="Destination">The host it goes to; <c>null</c> while none is chosen.</param>
public sealed record MigrationReading(string Id, long Number, InFlightKind Kind, string Status, HostName Source, HostName? Destination);

/// <summary>Something that was asked of an instance.</summary>
/// <param name="RequestId">The cloud's name of the request.</param>
/// <param name="Name">Such as <c>live-migration</c>.</param>
/// <param name="HasFailed">Whether it is known to have failed.</param>
public sealed record ActionReading(string RequestId, string Name, bool HasFailed);

/// <summary>How far a live migration has come, memory and disks together.</summary>
/// <param name="TotalBytes">What there is to copy.</param>
/// <param name="ProcessedBytes">What was sent, written pages again included.</param>
/// <param name="RemainingBytes">What is still to be sent.</param>
public sealed record MigrationProgress(long TotalBytes, long ProcessedBytes, long RemainingBytes);

/// <summary>The nova-compute service of a host as Nova tells it now.</summary>
/// <param name="Host">The host.</param>
/// <param name="IsUp">Whether it reports in time and is not forced down.</param>
/// <param name="IsEnabled">Whether the scheduler may choose the host.</param>
/// <param name="DisabledReason">Why it is disabled.</param>
public sealed record ServiceReading(HostName Host, bool IsUp, bool IsEnabled, string? DisabledReason);
