using System.Collections.Immutable;
using Rebalancer.Execution.Cloud;
using Rebalancer.Model;

namespace Rebalancer.Execution;

/// <summary>A cloud as an executor needs it: what it reads before and while it moves instances, and one door for all that changes something.</summary>
/// <remarks>
/// Members may be called from many threads at once. Reading throws <see cref="ComputeCloudException"/> where the cloud does not tell;
/// sending does not: an answer that never came is an answer, <see cref="CallFate.Unknown"/>.
/// </remarks>
public interface IComputeCloud
{
    /// <summary>An instance as it is now, or <c>null</c> where there is none of that id.</summary>
    /// <exception cref="ComputeCloudException">The cloud does not tell.</exception>
    Task<InstanceReading?> ReadInstanceAsync(InstanceId instance, CancellationToken cancellation);

    /// <summary>The migrations of an instance, ended ones too, the newest first; empty for an instance that is gone.</summary>
    /// <exception cref="ComputeCloudException">The cloud does not tell.</exception>
    Task<ImmutableArray<MigrationReading>> ReadMigrationsAsync(InstanceId instance, CancellationToken cancellation);

    /// <summary>What was asked of an instance, the newest first; empty for an instance that is gone.</summary>
    /// <exception cref="ComputeCloudException">The cloud does not tell.</exception>
    Task<ImmutableArray<ActionReading>> ReadActionsAsync(InstanceId instance, CancellationToken cancellation);

    /// <summary>The cloud's own words on why an action failed, or <c>null</c> where it has none.</summary>
    /// <exception cref="ComputeCloudException">The cloud does not tell.</exception>
    Task<string?> ReadFailureAsync(InstanceId instance, string requestId, CancellationToken cancellation);

    /// <summary>How far a live migration has come, or <c>null</c> while it is not copying.</summary>
    /// <exception cref="ComputeCloudException">The cloud does not tell.</exception>
    Task<MigrationProgress?> ReadProgressAsync(InstanceId instance, MigrationReading migration, CancellationToken cancellation);

    /// <summary>Whether a migration still holds anything in Placement: until it does not, its source is not released.</summary>
    /// <exception cref="ComputeCloudException">The cloud does not tell.</exception>
    Task<bool> HoldsAllocationsAsync(string migrationId, CancellationToken cancellation);

    /// <summary>The nova-compute service of a host, or <c>null</c> where there is none.</summary>
    /// <exception cref="ComputeCloudException">The cloud does not tell.</exception>
    Task<ServiceReading?> ReadServiceAsync(HostName host, CancellationToken cancellation);

    /// <summary>The instances that Nova counts on a host.</summary>
    /// <exception cref="ComputeCloudException">The cloud does not tell.</exception>
    Task<ImmutableArray<InstanceId>> ReadInstancesOnAsync(HostName host, CancellationToken cancellation);

    /// <summary>Whether Placement would let an instance's allocation go to a host now; <c>true</c> where it holds nothing.</summary>
    /// <exception cref="ComputeCloudException">The cloud does not tell.</exception>
    Task<bool> HasRoomAsync(InstanceId instance, HostName destination, CancellationToken cancellation);

    /// <summary>Sends a command once. An answer that was lost is <see cref="CallFate.Unknown"/>; it is never repeated where it may have arrived.</summary>
    Task<CallAnswer> SendAsync(CloudCommand command, CancellationToken cancellation);
}
